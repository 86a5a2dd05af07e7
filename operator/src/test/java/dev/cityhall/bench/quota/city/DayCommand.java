package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.Rig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How well a day's changing needs fit into the budgets. */
@Command(
    name = "day",
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Replays a day of the departments of examples/04-jinan, each under an elastic grant:"
          + " Deployments of all systems follow office hours, nightly batches, growth in turn and"
          + " roll-outs, on KWOK nodes. Never more is wanted than the budget of the department"
          + " allows.",
      "False refusal: a wanted pod that was refused and did not exist for 2 s of real time while it"
          + " had room, that is, while the department's pods that exist, all pods that were wanted"
          + " before it and had room, and itself fit into the budget. Share: of all pods wanted.",
      "Stranded room: what native quotas allow beyond their use in the namespaces that do not wait,"
          + " while another namespace of the department waits (it wants pods and its own quota has"
          + " no room for one more); as a share of the budget, of its keys the least, over all the"
          + " time.",
      "Status: 0 measured and never above a budget, 1 above one or something failed, 2 wrong usage;"
          + " an aim that was missed is printed, and is no failure."
    })
public final class DayCommand implements Callable<Integer> {

  private static final double SHORT_HOURS_PER_MINUTE = 60;

  @Mixin CityOptions options = new CityOptions();

  @Option(
      names = "--hours-per-minute",
      paramLabel = "H",
      description = "Hours of the day that pass in a minute.")
  double hoursPerMinute = 2;

  @Option(
      names = "--fill",
      paramLabel = "PERCENT",
      description = "Of a budget that is wanted at the peaks.")
  int fill = 95;

  @Option(
      names = "--short",
      description = "Three departments, and the day within 24 seconds: to see that it works.")
  boolean isShort;

  @Override
  public Integer call() {
    if (options.isWrong() || hoursPerMinute <= 0 || fill < 1 || fill > 100) {
      throw new ParameterException(
          new CommandLine(this),
          "--departments, --rate and --fill are 1 or more, --fill is 100 at most, and hours pass");
    }
    var speed = isShort ? SHORT_HOURS_PER_MINUTE : hoursPerMinute;
    var apps = Roster.read(isShort ? CityOptions.SHORT_DEPARTMENTS : options.departments);
    var plan = DayPlan.of(apps, options.seed, fill, speed);
    var environment =
        Rig.environment(
            Map.of("hours per minute", speed, "fill", fill, "seed", options.seed),
            "controllers and scheduler at " + options.rate + " a second, audit of metadata");
    try (var run = new CityRun(plan, options.rate)) {
      var result = run.run();
      var summary = CityReport.summary(result);
      CityReport.write(options.output.json, "day", environment, result, summary);
      var table = CityReport.table(environment, result, summary);
      Plots.write(
          options.html, "A day of " + summary.departments() + " departments", table, result);
      System.out.print(table);
      System.out.print(
          CityReport.aim(
              "falsely refused, % of pods wanted",
              summary.falselyRefusedPercent(), CityReport.AIM_FALSE_PERCENT));
      System.out.print(
          CityReport.aim(
              "stranded room, % of budget",
              summary.strandedPercent(), CityReport.AIM_STRANDED_PERCENT));
      return result.trouble().isEmpty() ? 0 : 1;
    }
  }
}
