package dev.cityhall.quota;

import dev.cityhall.quota.Allocator.Demand;
import dev.cityhall.quota.Allocator.Need;
import dev.cityhall.quota.Allocator.Urgency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Grants wanted pods room, whole pods only, in turns by weight (D'Hondt): the next pod is of the
 * namespace with the largest weight over the pods it would then have. Pods that do not fit are
 * passed over, with all that are like them in their namespace.
 */
final class WholePods {

  /** No cluster has more pods; keeps the products below in {@code long}. */
  private static final long MOST_PODS = 1L << 30;

  private static final int STEPS_PER_TURN = 1024;
  private static final int MOST_SINGLE_TURNS = 256;

  private final List<Need> needs;
  private final List<KeyLevels> levels;

  WholePods(List<Need> needs, List<KeyLevels> levels) {
    this.needs = needs;
    this.levels = levels;
  }

  /** Gives every namespace the room of its granted pods; those of weight 0 come last. */
  void grant(Urgency urgency) {
    var weighted = new ArrayList<Claimant>();
    var weightless = new ArrayList<Claimant>();
    for (var i = 0; i < needs.size(); i++) {
      var need = needs.get(i);
      var wanted = need.demands().stream().filter(d -> d.urgency() == urgency).toList();
      if (!wanted.isEmpty()) {
        (need.weight() > 0 ? weighted : weightless).add(new Claimant(i, need.weight(), wanted));
      }
    }
    grantByTurns(weighted);
    grantByTurns(weightless);
  }

  /** As many turns at once as surely fit, then some singly, which pass over what does not fit. */
  private void grantByTurns(List<Claimant> all) {
    var open = all;
    while (!open.isEmpty()) {
      grantAtOnce(open);
      grantSingly(open);
      open = open.stream().filter(claimant -> !claimant.demands.isEmpty()).toList();
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
      var rest = level.rest();
      for (var c = 0; c < turns.length; c++) {
        var claimant = open.get(c);
        var charge = claimant.charge(k, turns[c]);
        rest -= level.costOf(claimant.index, charge);
        if (rest < 0 || !level.hasRoomFor(claimant.index, charge)) {
          return false;
        }
      }
    }
    return true;
  }

  private void grantSingly(List<Claimant> open) {
    var next = new PriorityQueue<Claimant>(open.size(), Claimant.ORDER);
    open.stream().filter(claimant -> !claimant.demands.isEmpty()).forEach(next::add);
    for (var turn = 0; turn < MOST_SINGLE_TURNS && !next.isEmpty(); turn++) {
      var claimant = next.remove();
      if (fits(claimant)) {
        claimant.take(1);
      } else {
        claimant.passOver();
      }
      if (!claimant.demands.isEmpty()) {
        next.add(claimant);
      }
    }
  }

  private boolean fits(Claimant claimant) {
    for (var k = 0; k < levels.size(); k++) {
      if (!levels.get(k).hasRoomFor(claimant.index, claimant.charge(k, 1))) {
        return false;
      }
    }
    return true;
  }

  /** Pods that are alike and wait. */
  private static final class Waiting {

    /** Charge of one pod, in the order of the levels. */
    private final long[] each;

    private long count;

    Waiting(long[] each, long count) {
      this.each = each;
      this.count = count;
    }
  }

  /** A namespace whose pods wait. */
  private final class Claimant {

    /** Whose turn is next, the first of equals. */
    private static final Comparator<Claimant> ORDER =
        (a, b) -> {
          var turn = Pouring.compareTurns(a.granted + 1, a.weight, b.granted + 1, b.weight);
          return turn == 0 ? Integer.compare(a.index, b.index) : turn;
        };

    private final int index;
    private final int weight;
    private final ArrayDeque<Waiting> demands = new ArrayDeque<>();
    private long granted;

    /** Pods that it has been granted or waits for. */
    private long total;

    Claimant(int index, int weight, List<Demand> wanted) {
      this.index = index;
      this.weight = Math.max(1, weight);
      for (var demand : wanted) {
        var each = levels.stream().mapToLong(level -> demand.each().orZero(level.key())).toArray();
        if (demand.count() > 0) {
          demands.add(new Waiting(each, Math.min(demand.count(), MOST_PODS)));
          total += demands.getLast().count;
        }
      }
    }

    /** The step at which its last turn has come. */
    private long lastStep() {
      return total * STEPS_PER_TURN / weight + 1;
    }

    /** Turns that are due until a step and were not taken yet. */
    private long turnsUntil(long step) {
      var due = Math.min(total, step * weight / STEPS_PER_TURN);
      return Math.max(0, due - granted);
    }

    /** What the next pods are charged of a key together; saturates. */
    private long charge(int k, long pods) {
      var charge = 0L;
      var left = pods;
      for (var waiting : demands) {
        var taken = Math.min(left, waiting.count);
        left -= taken;
        var each = waiting.each[k];
        if (each > 0 && taken > (Long.MAX_VALUE - charge) / each) {
          return Long.MAX_VALUE;
        }
        charge += each * taken;
      }
      return charge;
    }

    /** Gives up the pods that are next. */
    private void passOver() {
      total -= demands.remove().count;
    }

    private void take(long pods) {
      for (var k = 0; k < levels.size(); k++) {
        var charge = charge(k, pods);
        if (charge > 0) {
          levels.get(k).occupy(index, charge);
        }
      }
      granted += pods;
      var left = pods;
      while (!demands.isEmpty() && left >= demands.element().count) {
        left -= demands.remove().count;
      }
      if (left > 0) {
        demands.element().count -= left;
      }
    }
  }
}
