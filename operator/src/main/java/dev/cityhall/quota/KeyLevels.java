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

  /** Use and the charges of the pods granted so far, in the end with surge. */
  private final long[] occupied;

  /** Less than this is a lack: what pods were granted, surges that are met whole, and reserves. */
  private long[] needed = {};

  private long rest;

  /** The surge of each namespace, beyond its guarantee and within its ceiling. */
  private final long[] reserves;

  /** What each had been given when the reserve was set aside; empty while none is. */
  private long[] unreserved = {};

  /** What pods were granted out of the rest. */
  private long taken;

  /** What of it was taken before the reserve was set aside. */
  private long takenBefore;

  /** Whether pods wait that could not be granted: they would take any room above use. */
  private final boolean[] inVain;

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
    occupied = used.clone();
    inVain = new boolean[given.length];
    reserves = new long[given.length];
  }

  private long[] amounts(List<Need> needs, Function<Need, Amounts> what) {
    return needs.stream().map(what).mapToLong(amounts -> amounts.orZero(key)).toArray();
  }

  QuotaKey key() {
    return key;
  }

  void pourUseAndGuarantees() {
    rest = Math.max(0, budget - sum(used));
    for (var i = 0; i < given.length; i++) {
      var raise = Math.max(0, Math.min(guarantees[i], ceilings[i]) - given[i]);
      give(i, Math.min(rest, raise));
      reserves[i] = Math.max(0, Math.min(withSurge(i), ceilings[i]) - given[i]);
    }
  }

  /**
   * From now on the pods of a namespace leave alone the largest surge of the others, less what pods
   * that were granted before have taken of it.
   */
  void keepReserve() {
    unreserved = given.clone();
    takenBefore = taken;
  }

  /** A surge that was met by what its namespace was granted since needs no reserve. */
  private long keptOf(int i) {
    var largest = 0L;
    for (var other = 0; other < unreserved.length; other++) {
      if (other != i) {
        largest = Math.max(largest, reserves[other] - (given[other] - unreserved[other]));
      }
    }
    return Math.max(0, largest - takenBefore);
  }

  /** Room for less than its pods, or for a roll-out of others, is not to be had by who waits. */
  void waitsInVain(int i) {
    inVain[i] = true;
  }

  /** A surge is met by what its namespace has been granted already, and else out of the rest. */
  void pourSurges() {
    needed = given.clone();
    unreserved = new long[0];
    pourUpTo(this::withSurge);
    for (var i = 0; i < given.length; i++) {
      occupied[i] = Math.max(occupied[i], Math.min(given[i], withSurge(i)));
    }
  }

  void pourHeadroom() {
    for (var i = 0; i < given.length; i++) {
      needed[i] = hasSurge(i) ? given[i] : needed[i];
    }
    pour(weights, i -> Long.MAX_VALUE);
  }

  private long withSurge(int i) {
    return sum(used[i], surges[i]);
  }

  /** A part of a surge is room for nothing, so it is not worth a move. */
  private boolean hasSurge(int i) {
    return given[i] >= Math.min(withSurge(i), ceilings[i]);
  }

  /** What pods were granted so far, to be taken up again later. */
  Granted granted() {
    return new Granted(this);
  }

  /** Takes back what was granted since. */
  void restore(Granted granted) {
    System.arraycopy(granted.given, 0, given, 0, given.length);
    System.arraycopy(granted.occupied, 0, occupied, 0, occupied.length);
    rest = granted.rest;
    taken = granted.taken;
  }

  /** First by weight, then those of weight 0. */
  private void pourUpTo(LevelOf wanted) {
    pour(weights, wanted);
    pour(weightless, wanted);
  }

  private void pour(int[] byWeights, LevelOf wanted) {
    var rooms = new long[given.length];
    for (var i = 0; i < rooms.length; i++) {
      rooms[i] = inVain[i] ? 0 : Math.max(0, Math.min(wanted.of(i), ceilings[i]) - given[i]);
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
    return level <= given[i] || level <= Math.min(ceilings[i], sum(given[i], free(i)));
  }

  /** Whether a charge has no room for want of what others have, and not by its ceiling. */
  boolean isShortOf(int i, long charge) {
    return !hasRoomFor(i, charge) && sum(occupied[i], charge) <= ceilings[i];
  }

  /** Whether charges fit beside what is occupied without a raise of the quota that stands. */
  boolean fitsInStanding(int i, long charge) {
    return charge == 0 || sum(occupied[i], charge) <= standing[i];
  }

  /** What the pods of a namespace may be granted of the rest. */
  long free(int i) {
    return Math.max(0, rest - keptOf(i));
  }

  long occupied(int i) {
    return occupied[i];
  }

  /** Gives room for charges that {@link #hasRoomFor} has found room for. */
  void occupy(int i, long charge) {
    var cost = costOf(i, charge);
    taken += cost;
    give(i, cost);
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
      Leveling.takeBack(given, kept, total - budget);
    } else {
      Leveling.handOut(key.quantum(), List.of(weights, weightless), given, kept, budget - total);
    }
    return kept;
  }

  private boolean lacksRoom(int i, long amount) {
    if (!hasSurge(i)) {
      return amount < needed[i];
    }
    var fairHeadroom = given[i] - used[i];
    var part = fairHeadroom / PART_OF_FAIR_HEADROOM;
    var watermark = sum(used[i], Math.max(surges[i], part));
    return amount < given[i] && amount < Math.max(needed[i], watermark);
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

  /** How it stood at a time. */
  static final class Granted {
    private final long[] given;
    private final long[] occupied;
    private final long rest;
    private final long taken;

    private Granted(KeyLevels levels) {
      given = levels.given.clone();
      occupied = levels.occupied.clone();
      rest = levels.rest;
      taken = levels.taken;
    }
  }
}
