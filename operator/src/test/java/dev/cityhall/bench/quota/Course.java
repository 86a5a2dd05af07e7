package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Both sides with so many namespaces, in turns on one fresh control plane. */
final class Course implements AutoCloseable {

  /** One side's turn. */
  record Round(int number, String side, double loadBefore, Tally.Figures clients) {}

  /** One side over the whole course. */
  record OfSide(Tally.Figures clients, Ledger.Figures store) {}

  /**
   * All of a course.
   *
   * @param createdRatio created per second, operator by native; 0 if one of them had no load
   * @param leaderChanges how often the Lease changed hands, by its own count
   * @param trouble empty if the figures are worth something
   */
  record Result(
      int namespaces,
      Map<String, OfSide> sides,
      double createdRatio,
      int leaderChanges,
      Map<Chaos.Trouble, Long> chaos,
      List<Round> rounds,
      List<Chaos.Done> chaosDone,
      List<String> trouble) {}

  private static final long FILL_SECONDS = 60;

  private final Settings settings;
  private final ControlPlane plane;
  private final Stage stage;
  private final Map<Side, Ledger> ledgers = new LinkedHashMap<>();
  private final Map<Side, Tally> tallies = new LinkedHashMap<>();
  private final List<Round> rounds = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final History history;
  private final Replicas replicas;
  private final Chaos chaos;
  private final PodCalls calls;

  Course(Settings settings, int namespaces, Jvm jvm) {
    this.settings = settings;
    this.plane = ControlPlane.start("bench", "--audit", "none");
    this.stage = new Stage(plane);
    for (var side :
        List.of(
            Side.operator(namespaces, settings.podsEach()),
            Side.plain(namespaces, settings.podsEach()))) {
      if (settings.sides().contains(side.name())) {
        ledgers.put(side, new Ledger(side));
        tallies.put(side, new Tally());
      }
    }
    this.history = new History(plane, List.copyOf(ledgers.values()));
    this.replicas = new Replicas(plane, jvm);
    this.chaos = new Chaos(plane, replicas);
    this.calls = new PodCalls(plane);
  }

  Result run(int namespaces) {
    ledgers.forEach(this::prepare);
    var changesBefore = replicas.transitions();
    if (settings.isPaused()) {
      replicas.all().forEach(OperatorUnderTest::pause);
    }
    var count = Math.max(1, settings.seconds() / settings.roundSeconds());
    for (var number = 1; number <= count; number++) {
      var order = new ArrayList<>(ledgers.keySet());
      if (number % 2 == 0) {
        Collections.reverse(order);
      }
      for (var side : order) {
        round(number, side);
      }
      if (!chaos.failures().isEmpty()) {
        break;
      }
      chaos.turn();
    }
    if (settings.isPaused()) {
      replicas.all().forEach(OperatorUnderTest::resume);
    }
    ledgers.forEach(this::verify);
    trouble.addAll(history.trouble());
    trouble.addAll(chaos.failures());
    var sides = new LinkedHashMap<String, OfSide>();
    ledgers.forEach(
        (side, ledger) ->
            sides.put(side.name(), new OfSide(tallies.get(side).figures(), ledger.figures())));
    return new Result(
        namespaces,
        sides,
        createdRatio(sides),
        replicas.transitions() - changesBefore,
        chaos.counts(),
        rounds,
        chaos.done(),
        trouble);
  }

  private static double createdRatio(Map<String, OfSide> sides) {
    if (sides.size() < 2 || sides.get("native").clients().createdPerSecond() == 0) {
      return 0;
    }
    var rates = sides.values().stream().map(side -> side.clients().createdPerSecond()).toList();
    return Rounded.to(3, rates.get(0) / rates.get(1));
  }

  private void prepare(Side side, Ledger ledger) {
    if (side.isOperator()) {
      stage.declare(side, settings.mode());
      stage.awaitAdmission(side, ledger);
    } else {
      stage.declarePlain(side, settings.podsEach());
    }
    new Churn(calls, side, ledger, new Tally(), settings.level())
        .fill(settings.clients(), FILL_SECONDS);
  }

  private void round(int number, Side side) {
    var load = ProcessFigures.load();
    var tally = new Tally();
    var churn = new Churn(calls, side, ledgers.get(side), tally, settings.level());
    Runnable work = () -> churn.run(settings.clients(), settings.roundSeconds());
    Runnable shifted = () -> withShifts(side, work);
    if (settings.isChaos()) {
      chaos.during(shifted);
    } else {
      shifted.run();
    }
    tallies.get(side).addAll(tally);
    rounds.add(new Round(number, side.name(), load, tally.figures()));
    QuotaReport.progress(rounds.get(rounds.size() - 1), ledgers.get(side).figures());
  }

  /** The operator has to move room meanwhile; a plain quota cannot. */
  private void withShifts(Side side, Runnable work) {
    if (!side.isOperator() || settings.shiftSeconds() == 0) {
      work.run();
      return;
    }
    var timer = Executors.newSingleThreadScheduledExecutor();
    var every = settings.shiftSeconds();
    try {
      var unused = timer.scheduleWithFixedDelay(() -> shift(side), every, every, TimeUnit.SECONDS);
      work.run();
    } finally {
      timer.shutdown();
    }
  }

  private void shift(Side side) {
    try {
      stage.shift(side, settings.mode());
    } catch (KubernetesClientException e) {
      // the API server is away: the next shift comes soon
    }
  }

  /** The history must end where a LIST does, or it has missed something. */
  private void verify(Side side, Ledger ledger) {
    try {
      Await.until("history and LIST agree", () -> listed(side).equals(ledger.all()));
    } catch (AssertionError e) {
      trouble.add("%s: the store's history and a LIST of the pods differ".formatted(side.name()));
    } catch (KubernetesClientException e) {
      trouble.add("%s: no LIST of the pods at the end: %s".formatted(side.name(), e.getMessage()));
    }
    if (tallies.get(side).figures().admitted() == 0) {
      trouble.add("%s: no pod was admitted, so nothing is proven".formatted(side.name()));
    }
  }

  private java.util.Set<Ledger.Pod> listed(Side side) {
    return plane.admin().pods().inAnyNamespace().list().getItems().stream()
        .map(pod -> new Ledger.Pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName()))
        .filter(pod -> side.namespaces().contains(pod.namespace()))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    replicas.close();
    history.close();
    plane.close();
  }
}
