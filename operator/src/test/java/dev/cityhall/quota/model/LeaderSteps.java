package dev.cityhall.quota.model;

import dev.cityhall.quota.Epochs;
import dev.cityhall.quota.model.World.Cell;
import dev.cityhall.quota.model.World.Known;
import dev.cityhall.quota.model.World.Phase;

/**
 * What the leaders do. None ever learns that it is no longer the leader but by the epochs that it
 * reads; a crashed or paused one is one that takes no step for a while, and what it sent may still
 * arrive.
 */
final class LeaderSteps {

  private final Setting setting;
  private final Decisions decisions;

  LeaderSteps(Setting setting, Decisions decisions) {
    this.setting = setting;
    this.decisions = decisions;
  }

  void from(World world, int leader, Next next) {
    var phase = world.phase(leader);
    if (phase == Phase.WAITING && (leader == 0 || world.phase(leader - 1) != Phase.WAITING)) {
      next.step(world.copy().enter(leader, Phase.STARTED), Step.START, leader, 0, 0);
    }
    if (phase == Phase.STARTED || phase == Phase.STAMPING) {
      next.step(list(world.copy(), leader), Step.LIST, leader, 0, 0);
    }
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      if (world.known(leader, ns, Known.SENT) != World.NOTHING) {
        next.step(land(world.copy(), leader, ns), Step.LAND, leader, ns, 0);
      }
      if (phase == Phase.STAMPING || phase == Phase.RAISING) {
        actOn(world, leader, ns, next);
      }
    }
  }

  private void actOn(World world, int leader, int ns, Next next) {
    read(world, leader, ns, next);
    if (world.known(leader, ns, Known.SENT) != World.NOTHING) {
      return;
    }
    if (world.known(leader, ns, Known.BOUND) == World.NOTHING) {
      create(world, leader, ns, next);
    } else if (world.isFresh(leader, ns) || !setting.has(Rule.VERSIONED_WRITES)) {
      stamp(world, leader, ns, next);
      change(world, leader, ns, next);
      acknowledge(world, leader, ns, next);
    }
  }

  /** One list shows all quotas at one moment; it alone opens the way to raises. */
  World list(World after, int leader) {
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      if (after.has(ns, Cell.EXISTS)) {
        see(after, leader, ns);
      }
    }
    var step = step(after, leader);
    if (step == Epochs.Step.STOP) {
      return stop(after, leader);
    }
    var mayRaise = step == Epochs.Step.RAISE || !setting.has(Rule.STAMP_FIRST);
    return after.enter(leader, mayRaise ? Phase.RAISING : Phase.STAMPING);
  }

  private Epochs.Step step(World world, int leader) {
    return setting.has(Rule.LEADER_EPOCH) ? decisions.step(world, leader) : Epochs.Step.RAISE;
  }

  /** An event of the watch, the answer of a write, or a get. */
  private void read(World world, int leader, int ns, Next next) {
    if (!world.has(ns, Cell.EXISTS) || world.isFresh(leader, ns)) {
      return;
    }
    var isNew = world.known(leader, ns, Known.BOUND) == World.NOTHING;
    var after = see(world.copy(), leader, ns);
    var step = step(after, leader);
    if (step == Epochs.Step.STOP) {
      stop(after, leader);
    } else if (isNew && setting.has(Rule.LIST_AFTER_CREATE)
        || step == Epochs.Step.STAMP && setting.has(Rule.STAMP_FIRST)) {
      after.enter(leader, Phase.STAMPING);
    } else if (!setting.has(Rule.LIST_AFTER_STAMP)) {
      after.enter(leader, Phase.RAISING);
    }
    next.step(after, Step.READ, leader, ns, 0);
  }

  private World see(World after, int leader, int ns) {
    if (after.isFresh(leader, ns)) {
      return after;
    }
    var bound =
        decisions.bound(
            after.get(ns, Cell.SPEC), after.get(ns, Cell.HARD), after.get(ns, Cell.USED));
    return after
        .know(leader, ns, Known.BOUND, bound)
        .know(leader, ns, Known.EPOCH, after.get(ns, Cell.EPOCH))
        .know(leader, ns, Known.FRESH, 1);
  }

  private World stop(World after, int leader) {
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      after
          .know(leader, ns, Known.BOUND, World.NOTHING)
          .know(leader, ns, Known.EPOCH, 0)
          .know(leader, ns, Known.FRESH, 0);
    }
    return after.enter(leader, Phase.STOPPED);
  }

  private void stamp(World world, int leader, int ns, Next next) {
    if (world.phase(leader) == Phase.STAMPING
        && world.known(leader, ns, Known.EPOCH) < leader + 1) {
      next.step(
          world.copy().know(leader, ns, Known.SENT, World.STAMP), Step.SEND_STAMP, leader, ns, 0);
    }
  }

  /** Any target may be wanted; the bound rule says whether it can be written now. */
  private void change(World world, int leader, int ns, Next next) {
    var bound = world.known(leader, ns, Known.BOUND);
    for (var target = 0; target <= setting.budget(); target++) {
      var isRaise = target > bound;
      if (isRaise && world.phase(leader) != Phase.RAISING
          || world.isFresh(leader, ns) && target == world.get(ns, Cell.SPEC)
          || decisions.hard(world, leader, ns, target) != target) {
        continue;
      }
      var after = world.copy().know(leader, ns, Known.SENT, target);
      if (isRaise && setting.has(Rule.COUNT_UNANSWERED)) {
        after.know(leader, ns, Known.BOUND, target);
      }
      var step = isRaise ? Step.SEND_RAISE : Step.SEND_SHRINK;
      next.step(after, step, leader, ns, target);
    }
  }

  /** A namespace that the leader knows no quota of gets one. */
  private void create(World world, int leader, int ns, Next next) {
    var most = setting.has(Rule.CREATE_AT_ZERO) ? 0 : setting.budget();
    for (var hard = 0; hard <= most; hard++) {
      if (hard > 0 && world.phase(leader) != Phase.RAISING
          || decisions.hard(world, leader, ns, hard) != hard) {
        continue;
      }
      var after = world.copy().know(leader, ns, Known.SENT, World.CREATE + hard);
      if (hard > 0) {
        after.know(leader, ns, Known.BOUND, hard).know(leader, ns, Known.EPOCH, leader + 1);
      }
      next.step(after, Step.SEND_CREATE, leader, ns, hard);
    }
  }

  /**
   * The server carries out a write, and refuses to create what is there. What it would refuse for
   * its version is not sent any more, see {@link World#touch}.
   */
  private World land(World after, int leader, int ns) {
    var sent = after.known(leader, ns, Known.SENT);
    after.know(leader, ns, Known.SENT, World.NOTHING);
    if (sent >= World.CREATE && after.has(ns, Cell.EXISTS)) {
      return after;
    }
    if (sent >= World.CREATE) {
      after.set(ns, Cell.EXISTS, 1).set(ns, Cell.SPEC, sent - World.CREATE);
    } else if (sent != World.STAMP) {
      after.set(ns, Cell.SPEC, sent);
    }
    after.touch(ns);
    return setting.has(Rule.LEADER_EPOCH) ? after.set(ns, Cell.EPOCH, leader + 1) : after;
  }

  private void acknowledge(World world, int leader, int ns, Next next) {
    var spec = world.get(ns, Cell.SPEC);
    if (world.isFresh(leader, ns) && world.get(ns, Cell.HARD) != spec) {
      var after = world.copy().set(ns, Cell.HARD, spec);
      next.step(see(after.touch(ns), leader, ns), Step.ACKNOWLEDGE, leader, ns, spec);
    }
  }
}
