package dev.cityhall.quota;

import dev.cityhall.quota.Allocator.Demand;
import dev.cityhall.quota.Allocator.Need;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A namespace some of whose pods are wanted; see {@link WholePods}. */
final class Claimant {

  /** No cluster has more pods; keeps the products below in {@code long}. */
  private static final long MOST_PODS = 1L << 30;

  private static final int STEPS_PER_TURN = 1024;
  private static final int PART_OF_FAIR_PODS = 8;

  /** Whose turn is next, the first of equals. */
  static final Comparator<Claimant> ORDER =
      (a, b) -> {
        var turn = Pouring.compareTurns(a.pods + 1, a.weight, b.pods + 1, b.weight);
        return turn == 0 ? Integer.compare(a.index, b.index) : turn;
      };

  /** Pods that are alike and wait. */
  private static final class Alike {

    /** Charge of one pod, in the order of the levels. */
    private final long[] each;

    private long count;

    Alike(long[] each, long count) {
      this.each = each;
      this.count = count;
    }
  }

  private final List<KeyLevels> levels;
  private final int index;
  private final int weight;
  private final boolean isWeightless;
  private final ArrayDeque<Alike> demands = new ArrayDeque<>();

  /** What it uses, in pods of the kind that waits first, and the pods that it was granted. */
  private long pods;

  /** The same and the pods that it still waits for. */
  private long total;

  /** Charges of pods that were passed over. */
  private final List<long[]> passedOver = new ArrayList<>();

  Claimant(int index, Need need, List<Demand> wanted, List<KeyLevels> levels) {
    this.levels = levels;
    this.index = index;
    this.weight = Math.max(1, need.weight());
    this.isWeightless = need.weight() == 0;
    for (var demand : wanted) {
      var each = levels.stream().mapToLong(level -> demand.each().orZero(level.key())).toArray();
      if (demand.count() > 0) {
        demands.add(new Alike(each, Math.min(demand.count(), MOST_PODS)));
      }
    }
    pods = demands.isEmpty() ? 0 : podsUsed(demands.element().each);
    total = pods + demands.stream().mapToLong(alike -> alike.count).sum();
  }

  private long podsUsed(long[] each) {
    var most = 0L;
    for (var k = 0; k < each.length; k++) {
      if (each[k] > 0) {
        most = Math.max(most, levels.get(k).occupied(index) / each[k]);
      }
    }
    return Math.min(most, MOST_PODS);
  }

  int index() {
    return index;
  }

  boolean isWeightless() {
    return isWeightless;
  }

  /** Whether it waits for nothing more. */
  boolean isDone() {
    return demands.isEmpty();
  }

  /** Whether all its pods were granted. */
  boolean hasAll() {
    return demands.isEmpty() && passedOver.isEmpty();
  }

  /** Says, after all were granted theirs, of which keys more is wanted than there is. */
  void tellWhatIsShort() {
    for (var each : passedOver) {
      for (var k = 0; k < each.length; k++) {
        if (levels.get(k).isShortOf(index, each[k])) {
          levels.get(k).waitsInVain(index);
        }
      }
    }
  }

  /** Whether it has clearly fewer pods than is fair. */
  boolean isFarBelow(Claimant fair) {
    return pods < fair.pods - fair.tolerance();
  }

  /** Pods up to which it may stay although others lack them. */
  long tolerated() {
    return pods + tolerance();
  }

  /** One pod, or an eighth of them. */
  private long tolerance() {
    return Math.max(1, pods / PART_OF_FAIR_PODS);
  }

  /** The step at which its last turn has come. */
  long lastStep() {
    return total * STEPS_PER_TURN / weight + 1;
  }

  /** Turns that are due until a step and were not taken yet. */
  long turnsUntil(long step) {
    var due = Math.min(total, step * weight / STEPS_PER_TURN);
    return Math.max(0, due - pods);
  }

  /** What the next pods are charged of a key together; saturates. */
  long charge(int k, long next) {
    var charge = 0L;
    var left = next;
    for (var alike : demands) {
      var taken = Math.min(left, alike.count);
      left -= taken;
      var each = alike.each[k];
      if (each > 0 && taken > (Long.MAX_VALUE - charge) / each) {
        return Long.MAX_VALUE;
      }
      charge += each * taken;
    }
    return charge;
  }

  /** Whether all keys of its next pod fit. */
  boolean fits() {
    for (var k = 0; k < levels.size(); k++) {
      if (!levels.get(k).hasRoomFor(index, charge(k, 1))) {
        return false;
      }
    }
    return true;
  }

  /** Takes the next pods, until it has so many, for which its quota has room as it stands. */
  void stay(long most) {
    var fits = 0L;
    var tooFar = Math.max(0, Math.min(most, total) - pods) + 1;
    while (tooFar - fits > 1) {
      var middle = fits + (tooFar - fits) / 2;
      if (fitInStanding(middle)) {
        fits = middle;
      } else {
        tooFar = middle;
      }
    }
    take(fits);
  }

  private boolean fitInStanding(long next) {
    for (var k = 0; k < levels.size(); k++) {
      var charge = charge(k, next);
      var level = levels.get(k);
      if (!level.fitsInStanding(index, charge) || !level.hasRoomFor(index, charge)) {
        return false;
      }
    }
    return true;
  }

  /** Gives up the pods that are next. */
  void passOver() {
    var givenUp = demands.remove();
    total -= givenUp.count;
    passedOver.add(givenUp.each);
  }

  void take(long next) {
    for (var k = 0; k < levels.size(); k++) {
      var charge = charge(k, next);
      if (charge > 0) {
        levels.get(k).occupy(index, charge);
      }
    }
    pods += next;
    var left = next;
    while (!demands.isEmpty() && left >= demands.element().count) {
      left -= demands.remove().count;
    }
    if (left > 0) {
      demands.element().count -= left;
    }
  }
}
