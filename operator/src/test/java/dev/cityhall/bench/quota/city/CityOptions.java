package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.Output;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the benches of a city have in common. */
final class CityOptions {

  static final int SHORT_DEPARTMENTS = 3;

  @Option(
      names = "--departments",
      paramLabel = "N",
      description = "The first so many of examples/04-jinan.")
  int departments = 52;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Requests per second of each controller and of the scheduler; their default, 20 for all"
              + " pods of the cluster, is less than a compressed day needs.")
  int rate = 200;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed makes the same load.")
  long seed = 1;

  @Mixin Output output = new Output();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with a plot of each department to this file; it needs no other.")
  Path html;

  boolean isWrong() {
    return departments < 1 || rate < 1;
  }
}
