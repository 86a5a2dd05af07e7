package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.bench.quota.Latencies;
import dev.cityhall.bench.quota.Ledger;
import dev.cityhall.bench.quota.Ledger.Pod;
import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.bench.quota.Side;
import dev.cityhall.bench.quota.Watcher;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that is known of one department: what it wants, what it has, and what its quotas say. */
final class Account implements Watcher {

  /** The grace after which a wanted pod should be there if there is room for it. */
  private static final long GRACE_NANOS = 2_000_000_000L;

  /**
   * How it stands, in pods.
   *
   * @param second of the load
   * @param wanted replicas of all systems
   * @param real pods that exist
   * @param granted Σ status.hard of its namespaces
   * @param missing pods that are wanted and do not exist
   * @param refusals creates that were refused since the last sample
   */
  record Sample(int second, long wanted, long real, long granted, long missing, long refusals) {}

  /**
   * Figures of the department; {@link Wants} says what the counts and shares mean.
   *
   * @param refusals creates that the API server refused for want of quota
   * @param strandedPercent of the budget, over all the time
   * @param strandedPercentWhileWaiting the same over the time in which a namespace waited
   * @param untilAdmitted milliseconds from wanted to stored
   */
  record Figures(
      String department,
      Map<String, Long> budget,
      long wanted,
      long admitted,
      long withdrawn,
      long refused,
      long falselyRefused,
      long falselyRefusedBesideReserve,
      long late,
      long refusals,
      double strandedPercent,
      double waitingPercent,
      double strandedPercentWhileWaiting,
      Latencies.Percentiles untilAdmitted,
      Latencies.Percentiles refusedUntilAdmitted,
      Ledger.Figures store) {}

  private final String department;
  private final Amounts budget;
  private final Ledger ledger;
  private final Wants wants;
  private final Set<Pod> pods = new HashSet<>();
  private final List<Sample> samples = new ArrayList<>();
  private long refusals;
  private long sampledRefusals;

  Account(String department, List<App> apps, Amounts budget) {
    this.department = department;
    this.budget = budget;
    var sizes = new LinkedHashMap<String, PodSize>();
    apps.forEach(app -> sizes.put(app.namespace(), app.size()));
    ledger = new Ledger(new Side(department, department, List.copyOf(sizes.keySet()), budget));
    wants = new Wants(budget, sizes, GRACE_NANOS);
    wants.begin(System.nanoTime());
  }

  synchronized void begin() {
    wants.begin(System.nanoTime());
    refusals = 0;
    sampledRefusals = 0;
  }

  /** Before the order is sent. */
  synchronized void ordered(Order order) {
    if (order.isRollOut()) {
      wants.rolledOut(order.app().namespace(), System.nanoTime());
    } else {
      wants.wanted(order.app().namespace(), order.replicas(), System.nanoTime());
    }
  }

  /** Its Deployment says that all its pods are there and new. */
  synchronized void renewed(String namespace) {
    wants.renewed(namespace, System.nanoTime());
  }

  synchronized void refused(String namespace) {
    refusals++;
    wants.refused(namespace, System.nanoTime());
  }

  @Override
  public boolean has(String namespace) {
    return ledger.has(namespace);
  }

  @Override
  public synchronized void stored(Pod pod, long revision) {
    ledger.stored(pod, revision);
    if (pods.add(pod)) {
      wants.stored(pod.namespace(), System.nanoTime());
    }
  }

  @Override
  public synchronized void gone(Pod pod, long revision) {
    ledger.gone(pod, revision);
    if (pods.remove(pod)) {
      wants.gone(pod.namespace(), System.nanoTime());
    }
  }

  @Override
  public synchronized void stored(
      String namespace, NativeQuota quota, long revision, String counter) {
    ledger.stored(namespace, quota, revision, counter);
    wants.quota(namespace, quota, System.nanoTime());
  }

  synchronized void tick() {
    wants.advance(System.nanoTime());
  }

  synchronized void sample(int second) {
    samples.add(
        new Sample(
            second,
            wants.wantedPods(),
            pods.size(),
            ledger.enforced().orZero(QuotaKey.PODS),
            wants.missingPods(),
            refusals - sampledRefusals));
    sampledRefusals = refusals;
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  synchronized long missing() {
    return wants.missingPods();
  }

  synchronized Set<Pod> pods() {
    return Set.copyOf(pods);
  }

  Ledger ledger() {
    return ledger;
  }

  String department() {
    return department;
  }

  Amounts budget() {
    return budget;
  }

  synchronized Sums sums() {
    return wants.sums();
  }

  synchronized Figures figures() {
    var sums = wants.sums();
    return new Figures(
        department,
        amounts(budget),
        sums.wanted,
        sums.admitted,
        sums.withdrawn,
        sums.refused,
        sums.falselyRefused,
        sums.falselyRefusedBesideReserve,
        sums.late,
        refusals,
        percent(sums.strandedNanos, sums.nanos),
        percent(sums.waitingNanos, sums.nanos),
        percent(sums.strandedNanos, sums.waitingNanos),
        sums.untilAdmitted.percentiles(),
        sums.refusedUntilAdmitted.percentiles(),
        ledger.figures());
  }

  private static Map<String, Long> amounts(Amounts of) {
    var amounts = new LinkedHashMap<String, Long>();
    of.keys().forEach(key -> amounts.put(key.name(), of.orZero(key)));
    return amounts;
  }

  static double percent(double part, double whole) {
    return whole == 0 ? 0 : Rounded.to(3, 100 * part / whole);
  }
}
