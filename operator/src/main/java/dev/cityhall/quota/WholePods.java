package dev.cityhall.quota;

import dev.cityhall.quota.Allocator.Need;
import dev.cityhall.quota.Allocator.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Grants wanted pods room, whole pods only, in turns by weight (D'Hondt): the next pod is of the
 * namespace with the largest weight over the pods it would then have, those that it uses already
 * included. Pods that do not fit are passed over, with all that are like them in their namespace.
 */
final class WholePods {

  private static final int MOST_SINGLE_TURNS = 256;

  private final List<Need> needs;
  private final List<KeyLevels> levels;

  WholePods(List<Need> needs, List<KeyLevels> levels) {
    this.needs = needs;
    this.levels = levels;
  }

  /** Gives every namespace the room of its granted pods; those of weight 0 come last. */
  void grant(Urgency urgency) {
    grantByTurns(claimants(urgency));
  }

  /**
   * The same for pods that were refused. Where not all of them fit, a namespace that waits too
   * keeps the room that stands for its pods up to a tolerance above its fair number, so that room
   * does not go to and fro; unless that leaves another one more than the tolerance below its own.
   */
  void grantRefused() {
    granted().forEach(Claimant::tellWhatIsShort);
  }

  private List<Claimant> granted() {
    var before = levels.stream().map(KeyLevels::granted).toList();
    var fair = grantByTurns(claimants(Urgency.REFUSED));
    if (fair.stream().allMatch(Claimant::hasAll)) {
      return fair;
    }
    restore(before);
    var staying = claimants(Urgency.REFUSED);
    for (var i = 0; i < fair.size(); i++) {
      staying.get(i).stay(fair.get(i).tolerated());
    }
    grantByTurns(staying);
    for (var i = 0; i < fair.size(); i++) {
      if (staying.get(i).isFarBelow(fair.get(i))) {
        restore(before);
        return grantByTurns(claimants(Urgency.REFUSED));
      }
    }
    return staying;
  }

  private void restore(List<KeyLevels.Granted> before) {
    for (var k = 0; k < levels.size(); k++) {
      levels.get(k).restore(before.get(k));
    }
  }

  private List<Claimant> claimants(Urgency urgency) {
    var claimants = new ArrayList<Claimant>();
    for (var i = 0; i < needs.size(); i++) {
      var wanted = needs.get(i).demands().stream().filter(d -> d.urgency() == urgency).toList();
      if (!wanted.isEmpty()) {
        claimants.add(new Claimant(i, needs.get(i), wanted, levels));
      }
    }
    return claimants;
  }

  private List<Claimant> grantByTurns(List<Claimant> all) {
    for (var isWeightless : List.of(false, true)) {
      grantOpen(all.stream().filter(one -> one.isWeightless() == isWeightless).toList());
    }
    return all;
  }

  /** As many turns at once as surely fit, then some singly, which pass over what does not fit. */
  private void grantOpen(List<Claimant> all) {
    var open = all;
    while (!open.isEmpty()) {
      grantAtOnce(open);
      grantSingly(open);
      open = open.stream().filter(claimant -> !claimant.isDone()).toList();
    }
  }

  private void grantAtOnce(List<Claimant> open) {
    var fits = 0L;
    var tooFar = 1 + open.stream().mapToLong(Claimant::lastStep).max().orElse(0);
    while (tooFar - fits > 1) {
      var middle = fits + (tooFar - fits) / 2;
      if (fit(open, middle)) {
        fits = middle;
      } else {
        tooFar = middle;
      }
    }
    for (var claimant : open) {
      claimant.take(claimant.turnsUntil(fits));
    }
  }

  /** Whether all turns until a step fit together; nobody is passed over then. */
  private boolean fit(List<Claimant> open, long step) {
    var turns = open.stream().mapToLong(claimant -> claimant.turnsUntil(step)).toArray();
    for (var k = 0; k < levels.size(); k++) {
      var level = levels.get(k);
      var cost = 0L;
      var free = Long.MAX_VALUE;
      for (var c = 0; c < turns.length; c++) {
        var index = open.get(c).index();
        var charge = open.get(c).charge(k, turns[c]);
        if (!level.hasRoomFor(index, charge)) {
          return false;
        }
        free = charge > 0 ? Math.min(free, level.free(index)) : free;
        if (cost > free || level.costOf(index, charge) > free - cost) {
          return false;
        }
        cost += level.costOf(index, charge);
      }
    }
    return true;
  }

  private void grantSingly(List<Claimant> open) {
    var next = new PriorityQueue<Claimant>(open.size(), Claimant.ORDER);
    open.stream().filter(claimant -> !claimant.isDone()).forEach(next::add);
    for (var turn = 0; turn < MOST_SINGLE_TURNS && !next.isEmpty(); turn++) {
      var claimant = next.remove();
      if (claimant.fits()) {
        claimant.take(1);
      } else {
        claimant.passOver();
      }
      if (!claimant.isDone()) {
        next.add(claimant);
      }
    }
  }
}
