package dev.cityhall.quota.model;

import dev.cityhall.quota.model.World.Cell;

/** What people and the API server do: create and delete pods. */
final class PodSteps {

  private static final int DELETED = 0;
  private static final int ADDED = 1;

  private final Setting setting;

  PodSteps(Setting setting) {
    this.setting = setting;
  }

  void from(World world, int ns, Next next) {
    charge(world, ns, next);
    if (world.has(ns, Cell.ON_THE_WAY)) {
      store(world, ns, next);
      fail(world, ns, next);
    }
    if (world.has(ns, Cell.STORED) && mayHappenUnseen(world, ns)) {
      next.step(delete(world.copy(), ns), Step.DELETE, Next.NOBODY, ns, 0);
    }
  }

  /**
   * Native admission: a compare-and-swap of the use, against what is enforced. Where nothing is
   * recounted the pod is stored in the same step, as nobody looks in between.
   */
  private void charge(World world, int ns, Next next) {
    if (world.get(ns, Cell.USED) + 1 > world.get(ns, Cell.HARD) || isLedgerFull(world, ns)) {
      return;
    }
    var after = world.copy().add(ns, Cell.USED, 1).touch(ns);
    if (world.has(ns, Cell.RECOUNTED)) {
      rise(after.add(ns, Cell.ON_THE_WAY, 1), ns, 1);
      next.step(after, Step.CHARGE, Next.NOBODY, ns, 0);
    } else {
      next.step(after.add(ns, Cell.STORED, 1), Step.CREATE, Next.NOBODY, ns, 0);
    }
  }

  private void store(World world, int ns, Next next) {
    if (!mayHappenUnseen(world, ns)) {
      return;
    }
    if (world.has(ns, Cell.ELDERS)) {
      var elder = world.copy().add(ns, Cell.ELDERS, -1);
      next.step(stored(elder, ns), Step.STORE, Next.NOBODY, ns, 0);
    }
    if (world.get(ns, Cell.ON_THE_WAY) > world.get(ns, Cell.ELDERS)) {
      next.step(stored(world.copy(), ns), Step.STORE, Next.NOBODY, ns, 0);
    }
  }

  private World stored(World after, int ns) {
    return happen(after.add(ns, Cell.ON_THE_WAY, -1).add(ns, Cell.STORED, 1), ns, ADDED);
  }

  private static void fail(World world, int ns, Next next) {
    if (world.has(ns, Cell.ELDERS)) {
      var elder = world.copy().add(ns, Cell.ELDERS, -1).add(ns, Cell.ON_THE_WAY, -1);
      next.step(elder, Step.FAIL, Next.NOBODY, ns, 0);
    }
    if (world.get(ns, Cell.ON_THE_WAY) > world.get(ns, Cell.ELDERS)) {
      next.step(world.copy().add(ns, Cell.ON_THE_WAY, -1), Step.FAIL, Next.NOBODY, ns, 0);
    }
  }

  private World delete(World after, int ns) {
    return happen(after.add(ns, Cell.STORED, -1), ns, DELETED);
  }

  /** The watches will tell of it later; where nothing is recounted, they have told. */
  private World happen(World after, int ns, int event) {
    if (!after.has(ns, Cell.RECOUNTED)) {
      return after;
    }
    return after
        .set(ns, Cell.EVENTS, after.get(ns, Cell.EVENTS) << 1 | event)
        .add(ns, Cell.MANAGER_BEHIND, 1)
        .add(ns, Cell.RECOUNT_BEHIND, 1);
  }

  private boolean mayHappenUnseen(World world, int ns) {
    var behind = Math.max(world.get(ns, Cell.MANAGER_BEHIND), world.get(ns, Cell.RECOUNT_BEHIND));
    return !world.has(ns, Cell.RECOUNTED) || behind < setting.lag();
  }

  /** Keeps the world finite: the watch is no further behind, and old charges are dropped. */
  private boolean isLedgerFull(World world, int ns) {
    var unseen = world.get(ns, Cell.RISES_UNSEEN);
    return world.has(ns, Cell.RECOUNTED)
        && (unseen >= setting.lag()
            || unseen + world.get(ns, Cell.UNMATCHED) >= setting.mostUnmatched());
  }

  /** The use rose; the own recount has not seen it yet. */
  static void rise(World after, int ns, int amount) {
    if (after.has(ns, Cell.RECOUNTED)) {
      after.add(ns, Cell.RISES_UNSEEN, amount);
    }
  }

  /** Pods that a watch which is so many events behind knows of. */
  static int podsSeen(World world, int ns, int behind) {
    var events = world.get(ns, Cell.EVENTS);
    var pods = world.get(ns, Cell.STORED);
    for (var i = 0; i < behind; i++) {
      pods -= (events >> i & 1) == ADDED ? 1 : -1;
    }
    return pods;
  }

  /** Additions that a watch which is so many events behind has not seen. */
  static int addsUnseen(World world, int ns, int behind) {
    return Integer.bitCount(world.get(ns, Cell.EVENTS) & (1 << behind) - 1);
  }

  /** Whether the next event that a watch sees is an addition. */
  static boolean isAddNext(World world, int ns, int behind) {
    return (world.get(ns, Cell.EVENTS) >> behind - 1 & 1) == ADDED;
  }

  /** Forgets the events that every watch has seen. */
  static World forgetSeen(World after, int ns) {
    var behind = Math.max(after.get(ns, Cell.MANAGER_BEHIND), after.get(ns, Cell.RECOUNT_BEHIND));
    return after.set(ns, Cell.EVENTS, after.get(ns, Cell.EVENTS) & (1 << behind) - 1);
  }
}
