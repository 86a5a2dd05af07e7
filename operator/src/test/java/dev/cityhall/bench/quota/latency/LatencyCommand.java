package dev.cityhall.bench.quota.latency;

import dev.cityhall.bench.Output;
import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.quota.History;
import dev.cityhall.bench.quota.Ledger;
import dev.cityhall.bench.quota.Replicas;
import dev.cityhall.bench.quota.Rig;
import dev.cityhall.bench.quota.Side;
import dev.cityhall.bench.quota.Stage;
import dev.cityhall.testing.ControlPlane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How long one waits for room that is elsewhere, and for room that is there. */
@Command(
    name = "latency",
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "From refusal to running pods: again and again a Deployment asks for more pods than the"
          + " native quota of its namespace has room for, while other namespaces of its department"
          + " (elastic grant) are idle; the time from the first create that the API server refused"
          + " (time of receipt in its audit log) until a watch has received that the last pod is"
          + " Running (this process' clock; both are the machine's).",
      "Added latency: one client creates and deletes bare pods, in turns in a namespace of the"
          + " department and in a plain one with a native quota of the same keys; neither is full.",
      "The controller-manager and the scheduler are at their default rates, and pods run on KWOK"
          + " nodes. Status: 0 measured, 1 something failed, 2 wrong usage; an aim that was missed"
          + " is printed, and is no failure."
    })
public final class LatencyCommand implements Callable<Integer> {

  private static final int SHORT_EPISODES = 4;
  private static final int SHORT_CREATES = 200;
  private static final int PODS_EACH = 10;
  private static final int AMPLE_PODS_EACH = 20_000;

  @Option(names = "--episodes", paramLabel = "N", description = "Scale-ups that are refused first.")
  int episodes = 100;

  @Option(
      names = "--creates",
      paramLabel = "N",
      description = "Creates in each of the two namespaces.")
  int creates = 1500;

  @Option(names = "--namespaces", paramLabel = "N", description = "Of the department; 2 or more.")
  int namespaces = 4;

  @Option(names = "--seed", paramLabel = "N", description = "Of the random choices.")
  long seed = 1;

  @Option(
      names = "--apart",
      description =
          "Also the added latency with one thing after the other taken away: the operator (it"
              + " stands still), the recount fence, all of the chart's policies, Pod Security, the"
              + " LimitRange.")
  boolean isApart;

  @Mixin Output output = new Output();

  @Option(names = "--short", description = "4 episodes and 200 creates: to see that it works.")
  boolean isShort;

  @Override
  public Integer call() {
    if (episodes < 1 || creates < 1 || namespaces < 2) {
      throw new ParameterException(
          new CommandLine(this), "--episodes and --creates are 1 or more, --namespaces 2 or more");
    }
    var environment =
        Rig.environment(
            Map.of(
                "episodes",
                count(),
                "creates",
                isShort ? SHORT_CREATES : creates,
                "namespaces",
                namespaces,
                "pods of the budget",
                namespaces * PODS_EACH,
                "seed",
                seed),
            "controllers and scheduler at their default rates, audit of metadata");
    environment.put("load before", Double.toString(ProcessFigures.load()));
    System.err.println("bench: a department of " + namespaces + " on a fresh control plane");
    var side = Side.operator(namespaces, PODS_EACH);
    var ledger = new Ledger(side);
    try (var plane = ControlPlane.start("bench", "--nodes", "2");
        var history = new History(plane, List.of(ledger));
        var replicas = new Replicas(plane, Rig.jvm())) {
      var stage = new Stage(plane);
      stage.declare(side, "Elastic");
      stage.awaitAdmission(side, ledger);
      var changesBefore = replicas.transitions();
      var trouble = measure(plane, stage, replicas, side, ledger, environment);
      trouble.addAll(history.trouble());
      if (replicas.transitions() != changesBefore) {
        trouble.add("the leader changed meanwhile, which nobody ordered");
      }
      trouble.forEach(t -> System.out.println("TROUBLE " + t));
      return trouble.isEmpty() ? 0 : 1;
    }
  }

  private List<String> measure(
      ControlPlane plane,
      Stage stage,
      Replicas replicas,
      Side side,
      Ledger ledger,
      Map<String, String> environment) {
    try (var course = new Episodes(plane, side, seed)) {
      course.run(count());
      environment.put("load after the episodes", Double.toString(ProcessFigures.load()));
      LatencyReport.write(output.json, environment, course.done(), null, course.trouble());
      var trouble = new ArrayList<>(course.trouble());
      if (!ledger.figures().isExact()) {
        trouble.add("above the budget: " + ledger.figures().breaches());
      }
      var added = added(plane, stage, replicas);
      environment.put("load after all", Double.toString(ProcessFigures.load()));
      if (course.done().stream().noneMatch(Episode::counts)) {
        trouble.add(
            "no episode was refused at first, so nothing is known of the time from refusal");
      }
      LatencyReport.write(output.json, environment, course.done(), added, trouble);
      System.out.print(LatencyReport.table(environment, course.done(), added));
      return trouble;
    }
  }

  /** Under a budget that is far from full, though deleted pods are uncounted only by and by. */
  private Map<String, AddedLatency.Figures> added(
      ControlPlane plane, Stage stage, Replicas replicas) {
    var large = Side.operator(namespaces, AMPLE_PODS_EACH);
    var plain = Side.plain(1, AMPLE_PODS_EACH);
    var ledger = new Ledger(large);
    try (var history = new History(plane, List.of(ledger))) {
      stage.declare(large, "Elastic");
      stage.declarePlain(plain, AMPLE_PODS_EACH);
      stage.awaitAdmission(large, ledger);
      history.trouble().forEach(t -> System.err.println("bench: TROUBLE " + t));
    }
    var turns = isShort ? SHORT_CREATES : creates;
    var latency = new AddedLatency(plane, large.namespaces().get(0), plain.namespaces().get(0));
    var added = new LinkedHashMap<String, AddedLatency.Figures>();
    added.put("as shipped", latency.run(turns));
    if (isApart) {
      var lesser = new Lesser(plane, replicas);
      lesser
          .steps()
          .forEach(
              (without, step) -> {
                step.run();
                added.put(without, latency.run(turns));
              });
      lesser.end();
    }
    return added;
  }

  private int count() {
    return isShort ? SHORT_EPISODES : episodes;
  }
}
