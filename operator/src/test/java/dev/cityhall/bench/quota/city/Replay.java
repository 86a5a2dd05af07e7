package dev.cityhall.bench.quota.city;

import static java.util.Objects.requireNonNull;

import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.Allocator.Demand;
import dev.cityhall.quota.Allocator.Urgency;
import dev.cityhall.quota.BudgetPlan;
import dev.cityhall.quota.ElasticShare;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Wishes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One department of a {@link Plan}, replayed in memory within moments: its orders, Deployments that
 * back off when refused, and the operator, which hears of refusals, moves room and nudges, each
 * after a while. The decisions are the operator's own; the same for the same seed.
 *
 * <p>Every step takes the given time, a quarter more or less. A write of a quota fails if the quota
 * was charged since it was decided, and is decided anew.
 */
final class Replay {

  /**
   * How long things take, in milliseconds.
   *
   * @param write of a quota, until it is in force
   * @param hear of a refusal, until it is known what is lacking
   * @param nudge until the controller tries again
   * @param ready from a pod's creation
   * @param gone from a pod's deletion
   * @param recount from a pod's end until it is charged no more
   */
  record Delays(long write, long hear, long nudge, long ready, long gone, long recount) {}

  /** What came of it, and how often a quota was written. */
  record Outcome(Sums sums, long writes) {}

  private static final long MS = Simulated.NANOS_PER_MILLI;
  private static final long GRACE = 2000 * MS;
  private static final long STEP = 100;
  private static final long MOVE = 300;
  private static final long UNHURRIED_MOVE = 2000;
  private static final long FIRST_LOOK = 500;
  private static final long FIRST_BACK_OFF = 5;
  private static final long LONGEST_BACK_OFF = 1_000_000;
  private static final int MOST_ROUNDS = 6;

  /** What the operator knows of a ReplicaSet that was refused. */
  private static final class Waiting {
    private final ReplayedSite site;
    private final ReplayedSite.Pods pods;
    private boolean isOpen;
    private int tries;
    private int count;

    Waiting(ReplayedSite site, ReplayedSite.Pods pods) {
      this.site = site;
      this.pods = pods;
    }
  }

  private final Simulated time;
  private final Map<String, ReplayedSite> sites = new LinkedHashMap<>();
  private final Map<ReplayedSite.Pods, Waiting> waiting = new LinkedHashMap<>();
  private final Delays delays;
  private final BudgetPlan plan;
  private final Wants wants;
  private long movedAt = Long.MIN_VALUE / 2;
  private boolean isChanged = true;
  private boolean isAtWork;
  private long writes;

  private Replay(Plan all, String department, Delays delays, long seed) {
    this.delays = delays;
    this.time = new Simulated(seed);
    var sizes = new LinkedHashMap<String, PodSize>();
    var shares = new LinkedHashMap<String, ElasticShare>();
    for (var app : requireNonNull(all.byDepartment().get(department))) {
      sites.put(app.namespace(), new ReplayedSite(app));
      sizes.put(app.namespace(), app.size());
      shares.put(app.namespace(), new ElasticShare(Amounts.NONE, Amounts.NONE, 1, Amounts.NONE));
    }
    var budget = requireNonNull(all.budgets().get(department));
    plan = new BudgetPlan(budget, Map.of(), Set.of(), shares);
    wants = new Wants(budget, sizes, GRACE);
  }

  /** Replays one department until the end of the plan. */
  static Outcome of(Plan plan, String department, Delays delays, long seed) {
    var replay = new Replay(plan, department, delays, seed);
    plan.first()
        .forEach(
            (app, replicas) -> {
              if (app.department().equals(department)) {
                replay.time.at(0, () -> replay.scale(app, replicas));
              }
            });
    var settling = 20_000L;
    replay.time.at(settling, replay::begin);
    for (var order : plan.orders()) {
      if (order.app().department().equals(department)) {
        var at = settling + (long) (order.atSeconds() * 1000);
        replay.time.at(at, () -> replay.give(order));
      }
    }
    replay.time.after(STEP, replay::tick);
    replay.time.run(settling + (long) (plan.seconds() * 1000));
    replay.wants.advance(replay.time.now());
    return new Outcome(replay.wants.sums(), replay.writes);
  }

  private void begin() {
    wants.begin(time.now());
    writes = 0;
  }

  private void give(Order order) {
    var site = requireNonNull(sites.get(order.app().namespace()));
    if (order.isRollOut()) {
      wants.rolledOut(site.namespace(), time.now());
      site.roll();
      reconcile(site);
    } else {
      scale(order.app(), order.replicas());
    }
  }

  private void scale(App app, int replicas) {
    var site = requireNonNull(sites.get(app.namespace()));
    wants.wanted(app.namespace(), replicas, time.now());
    site.replicas = replicas;
    reconcile(site);
  }

  private void reconcile(ReplayedSite site) {
    var isRolledOut = site.isRolledOut();
    site.reconcile();
    sync(site, site.older);
    sync(site, site.newest);
    if (isRolledOut && !site.isRolledOut()) {
      wants.renewed(site.namespace(), time.now());
    }
  }

  /** What the controller of ReplicaSets makes of it. */
  private void sync(ReplayedSite site, ReplayedSite.Pods pods) {
    var tooMany = pods.there - pods.wanted;
    if (tooMany > 0) {
      pods.there -= tooMany;
      pods.ready = Math.min(pods.ready, pods.there);
      time.soon(delays.gone, () -> gone(site, tooMany));
    }
    while (pods.missing() > 0) {
      if (!site.charge()) {
        refused(site, pods);
        return;
      }
      pods.there++;
      isChanged = true;
      told(site);
      wants.stored(site.namespace(), time.now());
      time.soon(delays.ready, () -> ready(site, pods));
    }
    pods.refusals = 0;
    pods.tryAt = 0;
  }

  private void ready(ReplayedSite site, ReplayedSite.Pods pods) {
    pods.ready = Math.min(pods.there, pods.ready + 1);
    // A roll-out may have made it one of the older pods.
    if (pods != site.newest && pods != site.older) {
      site.older.ready = Math.min(site.older.there, site.older.ready + 1);
    }
    reconcile(site);
  }

  private void gone(ReplayedSite site, int pods) {
    for (var pod = 0; pod < pods; pod++) {
      wants.gone(site.namespace(), time.now());
    }
    time.soon(
        delays.recount,
        () -> {
          site.discharge(pods);
          isChanged = true;
          told(site);
        });
  }

  private void told(ReplayedSite site) {
    wants.quota(site.namespace(), site.quota, time.now());
  }

  private void refused(ReplayedSite site, ReplayedSite.Pods pods) {
    wants.refused(site.namespace(), time.now());
    var backOff = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF << Math.min(20, pods.refusals));
    pods.refusals++;
    var tryAt = time.now() + backOff * MS;
    pods.tryAt = tryAt;
    time.after(
        backOff,
        () -> {
          if (pods.tryAt == tryAt) {
            sync(site, pods);
          }
        });
    time.soon(delays.hear, () -> heard(site, pods));
  }

  private void heard(ReplayedSite site, ReplayedSite.Pods pods) {
    var known = waiting.computeIfAbsent(pods, p -> new Waiting(site, p));
    known.count = pods.missing();
    known.isOpen = known.count > 0;
    if (known.count == 0) {
      waiting.remove(pods);
    }
    isChanged = true;
  }

  private void tick() {
    time.after(STEP, this::tick);
    var rest = waiting.values().stream().anyMatch(w -> w.isOpen) ? MOVE : UNHURRIED_MOVE;
    if (isChanged && !isAtWork && time.now() - movedAt >= rest * MS) {
      isChanged = false;
      isAtWork = true;
      movedAt = time.now();
      settle(MOST_ROUNDS);
    }
  }

  private Wishes wishes() {
    var largest = new LinkedHashMap<String, Amounts>();
    var demands = new LinkedHashMap<String, List<Demand>>();
    sites.forEach(
        (name, site) -> {
          if (site.older.there + site.newest.there > 0) {
            largest.put(name, site.each);
          }
        });
    for (var one : waiting.values()) {
      var count = one.isOpen ? one.count : one.pods.missing();
      if (count > 0) {
        var urgency = one.site.isRolledOut() ? Urgency.ROLL_OUT : Urgency.REFUSED;
        demands
            .computeIfAbsent(one.site.namespace(), name -> new ArrayList<>())
            .add(new Demand(one.site.each, count, urgency));
      }
    }
    return new Wishes(largest, demands);
  }

  private void settle(int rounds) {
    var quotas = new LinkedHashMap<String, NativeQuota>();
    sites.forEach((name, site) -> quotas.put(name, site.quota));
    var next = plan.next(quotas, wishes());
    next.entrySet().removeIf(step -> step.getValue().equals(quotas.get(step.getKey()).hard()));
    if (next.isEmpty() || rounds == 0) {
      isAtWork = false;
      serve();
      return;
    }
    var versions = new LinkedHashMap<String, Long>();
    next.keySet().forEach(name -> versions.put(name, sites.get(name).version));
    time.soon(
        delays.write,
        () -> {
          next.forEach(
              (name, hard) -> {
                var site = requireNonNull(sites.get(name));
                writes++;
                if (site.version == versions.get(name)) {
                  site.set(hard);
                  told(site);
                }
              });
          settle(rounds - 1);
        });
  }

  /** Nudges those for whose next pod there is room time.now(). */
  private void serve() {
    for (var one : List.copyOf(waiting.values())) {
      var room = one.site.quota.enforced().minus(one.site.quota.used());
      if (one.isOpen && one.site.each.only(room.keys()).fitsIn(room)) {
        one.isOpen = false;
        time.soon(delays.nudge, () -> sync(one.site, one.pods));
        time.after(FIRST_LOOK << Math.min(7, one.tries++), () -> heard(one.site, one.pods));
      }
    }
  }
}
