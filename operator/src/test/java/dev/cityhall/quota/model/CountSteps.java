package dev.cityhall.quota.model;

import dev.cityhall.quota.model.World.Cell;

/** What counts the pods anew: the controller-manager, under the fence, and the operator. */
final class CountSteps {

  private final Setting setting;
  private final Decisions decisions;

  CountSteps(Setting setting, Decisions decisions) {
    this.setting = setting;
    this.decisions = decisions;
  }

  void from(World world, int ns, Next next) {
    if (!world.has(ns, Cell.EXISTS)) {
      return;
    }
    managerSees(world, ns, next);
    managerCounts(world, ns, next);
    if (world.has(ns, Cell.RECOUNTED)) {
      recountSeesPod(world, ns, next);
      recountSeesQuota(world, ns, next);
      recountDrops(world, ns, next);
      recountOpens(world, ns, next);
      recountWrites(world, ns, next);
    }
  }

  private static void managerSees(World world, int ns, Next next) {
    if (world.has(ns, Cell.MANAGER_BEHIND)) {
      var after = PodSteps.forgetSeen(world.copy().add(ns, Cell.MANAGER_BEHIND, -1), ns);
      next.step(after, Step.MANAGER_SEES, Next.NOBODY, ns, 0);
    }
  }

  /** One write acknowledges and recounts, by compare-and-swap, out of the cache as it is. */
  private void managerCounts(World world, int ns, Next next) {
    var before = world.get(ns, Cell.USED);
    var count = PodSteps.podsSeen(world, ns, world.get(ns, Cell.MANAGER_BEHIND));
    var changes = count != before || world.get(ns, Cell.HARD) != world.get(ns, Cell.SPEC);
    if (!changes || isFenced(world, ns, before, count)) {
      return;
    }
    var after = world.copy().set(ns, Cell.HARD, world.get(ns, Cell.SPEC)).set(ns, Cell.USED, count);
    PodSteps.rise(after, ns, Math.max(0, count - before));
    next.step(after.touch(ns), Step.MANAGER_COUNTS, Next.NOBODY, ns, count);
  }

  /**
   * The fence's time after a charge covers the create and the cache's delay: while it may pass,
   * every charged pod is in the cache. Upwards it leaves what is granted as the limit.
   */
  private boolean isFenced(World world, int ns, int before, int count) {
    if (count > before) {
      var granted = Math.max(world.get(ns, Cell.SPEC), world.get(ns, Cell.HARD));
      return count > granted && setting.has(Rule.FENCE_UPWARDS);
    }
    var behind = world.get(ns, Cell.MANAGER_BEHIND);
    var isRecent = world.has(ns, Cell.ON_THE_WAY) || PodSteps.addsUnseen(world, ns, behind) > 0;
    return count < before && isRecent && setting.has(Rule.FENCE);
  }

  private static void recountSeesPod(World world, int ns, Next next) {
    var behind = world.get(ns, Cell.RECOUNT_BEHIND);
    if (behind > 0) {
      var matched = PodSteps.isAddNext(world, ns, behind) ? 1 : 0;
      var after = world.copy().add(ns, Cell.RECOUNT_BEHIND, -1).add(ns, Cell.UNMATCHED, -matched);
      next.step(PodSteps.forgetSeen(after, ns), Step.RECOUNT_SEES_POD, Next.NOBODY, ns, 0);
    }
  }

  private static void recountSeesQuota(World world, int ns, Next next) {
    if (!world.has(ns, Cell.RECOUNT_CURRENT)) {
      next.step(seeQuota(world.copy(), ns), Step.RECOUNT_SEES_QUOTA, Next.NOBODY, ns, 0);
    }
  }

  private static World seeQuota(World after, int ns) {
    return after
        .add(ns, Cell.UNMATCHED, after.get(ns, Cell.RISES_UNSEEN))
        .set(ns, Cell.RISES_UNSEEN, 0)
        .set(ns, Cell.RECOUNT_CURRENT, 1);
  }

  /**
   * The API server ends a create within its time-out, so an older charge is stored or has failed;
   * if it was stored, its pod was seen. What may be left is what is younger.
   */
  private void recountDrops(World world, int ns, Next next) {
    var unseen =
        !setting.has(Rule.DROP_AFTER_PODS)
            ? 0
            : PodSteps.addsUnseen(world, ns, world.get(ns, Cell.RECOUNT_BEHIND));
    var younger = world.get(ns, Cell.ON_THE_WAY) + unseen - world.get(ns, Cell.RISES_UNSEEN);
    var left = Math.max(0, younger);
    if (world.get(ns, Cell.UNMATCHED) > left) {
      var after = world.copy().set(ns, Cell.UNMATCHED, left);
      next.step(after, Step.RECOUNT_DROPS, Next.NOBODY, ns, left);
    }
  }

  /** Both watches start at one version, after a loss or with a new leader. */
  private void recountOpens(World world, int ns, Next next) {
    var fromUsed = setting.has(Rule.START_FROM_USED);
    var unmatched = Math.max(0, world.get(ns, Cell.USED) - world.get(ns, Cell.STORED));
    var after =
        world
            .copy()
            .set(ns, Cell.RECOUNT_BEHIND, 0)
            .set(ns, Cell.RECOUNT_CURRENT, 1)
            .set(ns, Cell.RISES_UNSEEN, 0)
            .set(ns, Cell.UNMATCHED, fromUsed ? unmatched : 0)
            .set(ns, Cell.ELDERS, fromUsed ? 0 : world.get(ns, Cell.ON_THE_WAY));
    next.step(PodSteps.forgetSeen(after, ns), Step.RECOUNT_OPENS, Next.NOBODY, ns, 0);
  }

  private void recountWrites(World world, int ns, Next next) {
    var isCurrent = world.has(ns, Cell.RECOUNT_CURRENT) || !setting.has(Rule.VERSIONED_RECOUNT);
    if (!isCurrent || world.has(ns, Cell.ELDERS)) {
      return;
    }
    var used = world.get(ns, Cell.USED);
    var live = PodSteps.podsSeen(world, ns, world.get(ns, Cell.RECOUNT_BEHIND));
    var use = decisions.use(used, live, world.get(ns, Cell.UNMATCHED));
    if (use != used) {
      var after = seeQuota(world.copy(), ns).set(ns, Cell.USED, use).touch(ns);
      next.step(after.set(ns, Cell.RECOUNT_CURRENT, 1), Step.RECOUNT_WRITES, Next.NOBODY, ns, use);
    }
  }
}
