package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.Rig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Departments at work side by side, each with its plot. */
@Command(
    name = "departments",
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Lets all departments of examples/04-jinan work at once on KWOK nodes, each under an elastic"
          + " grant: the Deployments of all systems are scaled up and down and rolled out without"
          + " pause, and want at times more than the budget of their department. Plots use, granted"
          + " room and refusals of each department over time, and looks at every revision of the"
          + " store for pods and bounds beyond a budget.",
      "The words of the figures are those of 'bench/run day --help'. Status: 0 measured and never"
          + " above a budget, 1 above one or something failed, 2 wrong usage."
    })
public final class DepartmentsCommand implements Callable<Integer> {

  private static final double SHORT_MINUTES = 0.4;
  private static final double SHORT_CHANGE_SECONDS = 10;

  @Mixin CityOptions options = new CityOptions();

  @Option(names = "--minutes", paramLabel = "M", description = "Of load.")
  double minutes = 30;

  @Option(
      names = "--change",
      paramLabel = "S",
      description =
          "Seconds between two changes of a system's replicas, on average; four times as many"
              + " between its roll-outs.")
  double changeSeconds = 60;

  @Option(
      names = "--short",
      description = "Three departments for 24 seconds: to see that it works.")
  boolean isShort;

  @Override
  public Integer call() {
    if (options.isWrong() || minutes <= 0 || changeSeconds <= 0) {
      throw new ParameterException(
          new CommandLine(this),
          "--departments and --rate are 1 or more, --minutes and --change more than 0");
    }
    var apps = Roster.read(isShort ? CityOptions.SHORT_DEPARTMENTS : options.departments);
    var change = isShort ? SHORT_CHANGE_SECONDS : changeSeconds;
    var plan = ChurnPlan.of(apps, options.seed, 60 * (isShort ? SHORT_MINUTES : minutes), change);
    var environment =
        Rig.environment(
            Map.of("seconds between changes", change, "seed", options.seed),
            "controllers and scheduler at " + options.rate + " a second, audit of metadata");
    try (var run = new CityRun(plan, options.rate)) {
      var result = run.run();
      var summary = CityReport.summary(result);
      CityReport.write(options.output.json, "departments", environment, result, summary);
      var table = CityReport.table(environment, result, summary);
      Plots.write(options.html, summary.departments() + " departments at work", table, result);
      System.out.print(table);
      return result.trouble().isEmpty() ? 0 : 1;
    }
  }
}
