package dev.cityhall.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the rendered chart; for the demo, which runs it in a process of its own. */
@Command(name = "chart", hidden = true, description = "Prints what the chart installs.")
public final class ChartCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The chart's folder.")
  Path folder = Path.of(".");

  @Spec private CommandSpec spec;

  public ChartCommand() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    new Chart(folder).documents(Map.of()).forEach(document -> out.println("---\n" + document));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
