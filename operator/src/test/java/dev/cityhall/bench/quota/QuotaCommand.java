package dev.cityhall.bench.quota;

import dev.cityhall.bench.Output;
import dev.cityhall.bench.quota.Course.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether a department ever exceeds its budget, in pods that really exist. */
@Command(
    name = "quota",
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Lets many clients create and delete pods in all namespaces of a department at a full budget,"
          + " while leaders are killed, two are active, the API server restarts and the operator"
          + " pauses; looks at every revision of the store for pods and bounds beyond the budget;"
          + " and does the same to plain native quotas beside it, in turns.",
      "Status: 0 never above the budget on the operator's side, 1 above it or something failed, 2"
          + " wrong usage."
    })
public final class QuotaCommand implements Callable<Integer> {

  /** Which side gets the load. */
  enum Phase {
    OPERATOR(List.of("operator")),
    NATIVE(List.of("native")),
    BOTH(List.of("operator", "native"));

    private final List<String> sides;

    Phase(List<String> sides) {
      this.sides = sides;
    }
  }

  private static final int SHORT_SECONDS = 20;

  @Option(
      names = "--namespaces",
      paramLabel = "N,...",
      split = ",",
      description = "One course for each of these numbers of namespaces.")
  List<Integer> namespaces = List.of(2, 10, 50);

  @Option(names = "--seconds", paramLabel = "S", description = "Of load, for each side and course.")
  long seconds = 180;

  @Option(names = "--round", paramLabel = "S", description = "Seconds until the sides take turns.")
  long round = 60;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Clients that create; a quarter as many delete.")
  int clients = 32;

  @Option(
      names = "--pods",
      paramLabel = "N",
      description = "Pods of the budget for each namespace, on average; cpu and memory to match.")
  int podsEach = 20;

  @Option(
      names = "--fill",
      paramLabel = "PERCENT",
      description = "How full clients keep the budget; 100: only the quota stops them.")
  int fill = 100;

  @Option(
      names = "--wave",
      paramLabel = "PERCENT",
      description = "How much of the budget a wave of deletions frees.")
  int wave = 20;

  @Option(
      names = "--patience",
      paramLabel = "MS",
      description =
          "How long a client that was refused waits; 0: it asks again at once, and most of the load"
              + " is refusals.")
  long patience;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Of the grant's distribution: Even or Elastic.")
  String mode = "Even";

  @Option(
      names = "--shift",
      paramLabel = "S",
      description =
          "The grant is shared out by other weights after so many seconds, again and again, so that"
              + " the operator must move room; 0: never.")
  int shift = 3;

  @Option(names = "--no-chaos", description = "No trouble; the load only.")
  boolean noChaos;

  @Option(names = "--phase", paramLabel = "PHASE", description = "OPERATOR, NATIVE or BOTH.")
  Phase phase = Phase.BOTH;

  @Option(
      names = "--pause-operator",
      paramLabel = "S",
      description =
          "Instead of other trouble the operator stands still (SIGSTOP) for all of the load, which"
              + " lasts so many seconds.")
  long pauseOperator;

  @Mixin Output output = new Output();

  @Option(
      names = "--short",
      description = "One course with five namespaces, 20 s for each side: to see that it works.")
  boolean isShort;

  @Override
  public Integer call() {
    if (fill < 1 || wave < 1 || clients < 1 || podsEach < 1 || seconds < 1 || round < 1) {
      throw new ParameterException(
          new CommandLine(this), "--fill, --wave, --clients, --pods and seconds are 1 or more");
    }
    if (patience < 0) {
      throw new ParameterException(new CommandLine(this), "--patience is 0 or more");
    }
    var settings = settings();
    var report =
        new QuotaReport(Rig.environment(settings, "controllers at their default rates, no audit"));
    var done = new ArrayList<Result>();
    for (var count : isShort ? List.of(5) : namespaces) {
      System.err.printf("bench: %d namespaces on a fresh control plane%n", count);
      try (var course = new Course(settings, count, Rig.jvm())) {
        done.add(course.run(count));
        report.write(done, output.json);
      }
    }
    System.out.print(report.table(done));
    return done.stream().allMatch(QuotaCommand::isExact) ? 0 : 1;
  }

  private static boolean isExact(Result result) {
    var operator = result.sides().get("operator");
    return result.trouble().isEmpty() && (operator == null || operator.store().isExact());
  }

  private Settings settings() {
    var isPaused = pauseOperator > 0;
    var ofLoad = isPaused ? pauseOperator : isShort ? SHORT_SECONDS : seconds;
    return new Settings(
        phase.sides,
        ofLoad,
        Math.min(round, ofLoad),
        clients,
        podsEach,
        new Churn.Level(fill, wave, patience),
        mode,
        shift,
        !noChaos && !isPaused,
        isPaused);
  }
}
