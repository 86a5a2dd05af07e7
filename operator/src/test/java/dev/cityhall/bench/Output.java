package dev.cityhall.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a bench leaves its figures beside standard output; every bench has these options. */
public final class Output {

  @Option(names = "--json", paramLabel = "FILE", description = "Write every figure to this file.")
  public Path json;
}
