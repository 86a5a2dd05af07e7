package dev.cityhall.boot;

import dev.cityhall.cli.ChartCommand;
import dev.cityhall.cli.CityHallCommand;
import dev.cityhall.cli.DemoCommand;
import dev.cityhall.cli.QuotaCommand;
import dev.cityhall.cli.RunCommand;
import picocli.CommandLine;

/** Starts the command that was asked for. */
public final class Main {

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new CityHallCommand())
        .addSubcommand(new RunCommand(Replica::run))
        .addSubcommand(new DemoCommand(Main.class))
        .addSubcommand(new QuotaCommand())
        .addSubcommand(new ChartCommand());
  }

  private Main() {}
}
