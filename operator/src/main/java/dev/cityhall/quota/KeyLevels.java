package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Allocator.Need;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** One key of a budget while it is poured over the namespaces; see {@link Allocator}. */
final class KeyLevels {

  private static final int PART_OF_FAIR_HEADROOM = 8;

  private final QuotaKey key;
  private final long budget;
  private final int[] weights;
  private final int[] weightless;
  private final long[] used;
  private final long[] guarantees;
  private final long[] ceilings;
  private final long[] surges;
  private final long[] standing;

  /** What each namespace has been given so far. */
  private final long[] given;

  /** Use, surge and the charges of the pods granted so far; not above the ceiling's level. */
  private final long[] occupied;

  /** What each was given before the headroom. */
  private long[] needed = {};

  private long rest;

  KeyLevels(QuotaKey key, long budget, List<Need> needs) {
    this.key = key;
    this.budget = budget;
    weights = needs.stream().mapToInt(Need::weight).toArray();
    weightless = Arrays.stream(weights).map(weight -> weight == 0 ? 1 : 0).toArray();
    used = amounts(needs, Need::used);
    guarantees = amounts(needs, Need::guarantee);
    surges = amounts(needs, Need::surge);
    standing = amounts(needs, Need::standing);
    ceilings =
        needs.stream()
            .map(Need::ceiling)
            .mapToLong(ceiling -> ceiling.has(key) ? ceiling.orZero(key) : Long.MAX_VALUE)
            .toArray();
    given = used.clone();
    occupied = new long[given.length];
  }

  private long[] amounts(List<Need> needs, Function<Need, Amounts> what) {
    return needs.stream().map(what).mapToLong(amounts -> amounts.orZero(key)).toArray();
  }

  QuotaKey key() {
    return key;
  }

  void pourUseGuaranteesAndSurge() {
    rest = Math.max(0, budget - sum(used));
    for (var i = 0; i < given.length; i++) {
      var raise = Math.max(0, Math.min(guarantees[i], ceilings[i]) - given[i]);
      give(i, Math.min(rest, raise));
    }
    pourUpTo(i -> sum(used[i], surges[i]));
    for (var i = 0; i < given.length; i++) {
      occupied[i] = Math.min(given[i], sum(used[i], surges[i]));
    }
  }

  void pourHeadroom() {
    needed = given.clone();
    pour(weights, i -> Long.MAX_VALUE);
  }

  /** First by weight, then those of weight 0. */
  private void pourUpTo(LevelOf wanted) {
    pour(weights, wanted);
    pour(weightless, wanted);
  }

  private void pour(int[] byWeights, LevelOf wanted) {
    var rooms = new long[given.length];
    for (var i = 0; i < rooms.length; i++) {
      rooms[i] = Math.max(0, Math.min(wanted.of(i), ceilings[i]) - given[i]);
    }
    var gifts = Pouring.pour(key.quantum(), rest, byWeights, rooms);
    for (var i = 0; i < gifts.length; i++) {
      give(i, gifts[i]);
    }
  }

  private void give(int i, long amount) {
    given[i] += amount;
    rest -= amount;
  }

  /** What the rest must give so that charges fit on top of what is occupied; empty room first. */
  long costOf(int i, long charge) {
    return Math.max(0, sum(occupied[i], charge) - given[i]);
  }

  /** Whether the rest and the ceiling have room for charges. */
  boolean hasRoomFor(int i, long charge) {
    var level = sum(occupied[i], charge);
    return level <= given[i] || level <= Math.min(ceilings[i], sum(given[i], rest));
  }

  long rest() {
    return rest;
  }

  /** Gives room for charges that {@link #hasRoomFor} has found room for. */
  void occupy(int i, long charge) {
    give(i, costOf(i, charge));
    occupied[i] = sum(occupied[i], charge);
  }

  /** The fair amounts, or what stands as far as nobody lacks room. */
  long[] settled() {
    var kept = new long[given.length];
    for (var i = 0; i < kept.length; i++) {
      var allowed = Math.min(standing[i], Math.max(ceilings[i], used[i]));
      kept[i] = lacksRoom(i, allowed) ? given[i] : allowed;
    }
    var total = sum(kept);
    if (total == Long.MAX_VALUE) {
      return given;
    }
    if (total > budget) {
      takeBack(kept, total - budget);
    } else {
      handOut(kept, budget - total);
    }
    return kept;
  }

  private boolean lacksRoom(int i, long amount) {
    var fairHeadroom = given[i] - used[i];
    var part = fairHeadroom / PART_OF_FAIR_HEADROOM;
    var watermark = sum(used[i], Math.max(surges[i], part));
    return amount < given[i] && amount < Math.max(needed[i], watermark);
  }

  /** From those with the largest excess over their fair amounts, the first of equals. */
  private void takeBack(long[] kept, long amount) {
    var left = amount;
    while (left > 0) {
      var largest = 0;
      for (var i = 1; i < kept.length; i++) {
        largest = kept[i] - given[i] > kept[largest] - given[largest] ? i : largest;
      }
      var taken = Math.min(left, kept[largest] - given[largest]);
      if (taken <= 0) {
        return;
      }
      kept[largest] -= taken;
      left -= taken;
    }
  }

  /** By weight to those below their fair amounts, then to those of weight 0. */
  private void handOut(long[] kept, long amount) {
    var left = amount;
    for (var byWeights : List.of(weights, weightless)) {
      var rooms = new long[kept.length];
      for (var i = 0; i < rooms.length; i++) {
        rooms[i] = given[i] - kept[i];
      }
      var gifts = Pouring.pour(key.quantum(), left, byWeights, rooms);
      for (var i = 0; i < gifts.length; i++) {
        kept[i] += gifts[i];
        left -= gifts[i];
      }
    }
  }

  private static long sum(long... amounts) {
    var sum = 0L;
    for (var amount : amounts) {
      sum = amount > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + amount;
    }
    return sum;
  }

  /** The level up to which a namespace may be raised. */
  private interface LevelOf {
    long of(int namespace);
  }
}
