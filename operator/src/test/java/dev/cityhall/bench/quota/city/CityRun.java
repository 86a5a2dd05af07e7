package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.quota.History;
import dev.cityhall.bench.quota.Latencies;
import dev.cityhall.bench.quota.Ledger.Pod;
import dev.cityhall.bench.quota.RefusalLog;
import dev.cityhall.bench.quota.Replicas;
import dev.cityhall.bench.quota.Rig;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One plan carried out on a fresh control plane with nodes, under the eyes of the accounts. */
final class CityRun implements AutoCloseable {

  /**
   * What came of it.
   *
   * @param departments in the order of their codes
   * @param samples by department
   * @param untilAdmitted milliseconds from wanted to stored, of all departments
   * @param refusedUntilAdmitted the same of the pods that were refused meanwhile
   * @param late orders that were carried out more than two seconds after their time
   * @param trouble empty if the figures are worth something
   */
  record Result(
      double seconds,
      List<Account.Figures> departments,
      Map<String, List<Account.Sample>> samples,
      Latencies.Percentiles untilAdmitted,
      Latencies.Percentiles refusedUntilAdmitted,
      long orders,
      long rollOuts,
      long late,
      double loadBefore,
      double loadAfter,
      List<String> trouble) {}

  private static final int PODS_PER_NODE = 90;
  private static final int MOST_SAMPLES = 360;
  private static final long LOOK_EVERY_MILLIS = 100;
  private static final long PROGRESS_SECONDS = 30;
  private static final long AFTERMATH_SECONDS = 5;

  private final Plan plan;
  private final ControlPlane plane;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, Account> byNamespace = new HashMap<>();
  private final History history;
  private final RefusalLog refusals;
  private final RollOuts rollOuts;
  private final Replicas replicas;
  private final Driver driver;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param rate requests per second of the controllers and the scheduler
   */
  CityRun(Plan plan, int rate) {
    this.plan = plan;
    plan.byDepartment()
        .forEach(
            (code, apps) -> {
              var account = new Account(code, apps, plan.budgets().get(code));
              accounts.put(code, account);
              apps.forEach(app -> byNamespace.put(app.namespace(), account));
            });
    var nodes = plan.pods() / PODS_PER_NODE + 2;
    this.plane =
        ControlPlane.start(
            "bench", "--nodes", Long.toString(nodes), "--kube-api-qps", Integer.toString(rate));
    this.history = new History(plane, List.copyOf(accounts.values()));
    this.refusals = new RefusalLog(plane, this::refused);
    this.rollOuts = new RollOuts(plane.admin(), this::renewed);
    this.replicas = new Replicas(plane, Rig.jvm());
    this.driver = new Driver(plane.admin(), accounts);
  }

  private void refused(RefusalLog.Refused refused) {
    var account = byNamespace.get(refused.namespace());
    if (account != null) {
      account.refused(refused.namespace());
    }
  }

  private void renewed(String namespace) {
    var account = byNamespace.get(namespace);
    if (account != null) {
      account.renewed(namespace);
    }
  }

  Result run() {
    prepare();
    var load = ProcessFigures.load();
    var changesBefore = replicas.transitions();
    accounts.values().forEach(Account::begin);
    watch();
    driver.run(plan);
    sleepSeconds(AFTERMATH_SECONDS);
    timer.shutdownNow();
    var trouble = new ArrayList<>(driver.trouble());
    if (replicas.transitions() != changesBefore) {
      trouble.add("the leader changed meanwhile, which nobody ordered");
    }
    accounts.values().forEach(account -> verify(account, trouble));
    trouble.addAll(history.trouble());
    trouble.addAll(refusals.trouble());
    trouble.addAll(rollOuts.trouble());
    var samples = new LinkedHashMap<String, List<Account.Sample>>();
    var admitted = new Latencies();
    var refused = new Latencies();
    accounts.forEach(
        (code, account) -> {
          samples.put(code, account.samples());
          admitted.addAll(account.sums().untilAdmitted);
          refused.addAll(account.sums().refusedUntilAdmitted);
        });
    return new Result(
        plan.seconds(),
        accounts.values().stream().map(Account::figures).toList(),
        samples,
        admitted.percentiles(),
        refused.percentiles(),
        driver.given(),
        driver.rollOuts(),
        driver.late(),
        load,
        ProcessFigures.load(),
        trouble);
  }

  /** All departments stand, and what runs at first runs. */
  private void prepare() {
    System.err.printf(
        "bench: %d departments with %d systems move in%n", accounts.size(), plan.first().size());
    var declaration = new Declaration(plane, plan);
    declaration.declare();
    System.err.println("bench: all departments are Ready; their systems start");
    plan.first()
        .forEach((app, count) -> accounts.get(app.department()).ordered(new Order(0, app, count)));
    driver.forEach(plan.first().keySet(), declaration::deploy);
    Await.until("what runs at first is there", () -> missing() == 0, this::missing);
  }

  private long missing() {
    return accounts.values().stream().mapToLong(Account::missing).sum();
  }

  private void watch() {
    var begun = System.nanoTime();
    var every = Math.max(1, (long) plan.seconds() / MOST_SAMPLES);
    var tick =
        timer.scheduleAtFixedRate(
            () -> accounts.values().forEach(Account::tick),
            LOOK_EVERY_MILLIS,
            LOOK_EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
    var sample = timer.scheduleAtFixedRate(() -> sample(begun), 0, every, TimeUnit.SECONDS);
    var progress =
        timer.scheduleAtFixedRate(
            () -> CityReport.progress(begun, accounts.values()),
            PROGRESS_SECONDS,
            PROGRESS_SECONDS,
            TimeUnit.SECONDS);
    if (tick.isDone() || sample.isDone() || progress.isDone()) {
      throw new IllegalStateException("nobody looks");
    }
  }

  private void sample(long begun) {
    var second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    accounts.values().forEach(account -> account.sample(second));
  }

  private static void sleepSeconds(long seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The history must end where a LIST does, or it has missed something. */
  private void verify(Account account, List<String> trouble) {
    try {
      Await.until("history and LIST agree", () -> listed(account).equals(account.pods()));
    } catch (AssertionError e) {
      trouble.add(account.department() + ": the store's history and a LIST of the pods differ");
    }
    if (!account.figures().store().isExact()) {
      trouble.add(
          account.department() + " was above its budget: " + account.figures().store().breaches());
    }
  }

  private Set<Pod> listed(Account account) {
    return plan.byDepartment().get(account.department()).stream()
        .flatMap(
            app -> plane.admin().pods().inNamespace(app.namespace()).list().getItems().stream())
        .map(pod -> new Pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName()))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    driver.close();
    replicas.close();
    refusals.close();
    rollOuts.close();
    history.close();
    plane.close();
  }
}
