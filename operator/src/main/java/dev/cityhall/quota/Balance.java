package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/** Amounts that may also be negative, in whole units by key; an absent key is 0. Immutable. */
record Balance(Map<QuotaKey, Long> units) {

  static final Balance ZERO = new Balance(Map.of());

  Balance {
    units = Map.copyOf(units);
  }

  Balance plus(Amounts amounts) {
    return merge(of(amounts), Math::addExact);
  }

  Balance minus(Amounts amounts) {
    return merge(of(amounts), Math::subtractExact);
  }

  /** The larger by key. */
  Balance max(Balance other) {
    return merge(other, Math::max);
  }

  /** What this has more than the other; 0 where it has less. */
  Amounts above(Balance other) {
    var more = new TreeMap<QuotaKey, Long>();
    merge(other, Math::subtractExact)
        .units
        .forEach((key, amount) -> more.put(key, Math.max(0, amount)));
    return Amounts.of(more);
  }

  private static Balance of(Amounts amounts) {
    var units = new TreeMap<QuotaKey, Long>();
    amounts.keys().forEach(key -> units.put(key, amounts.orZero(key)));
    return new Balance(units);
  }

  private Balance merge(Balance other, LongBinaryOperator by) {
    var merged = new TreeMap<QuotaKey, Long>();
    units.forEach(
        (key, mine) -> merged.put(key, by.applyAsLong(mine, other.units.getOrDefault(key, 0L))));
    other.units.forEach(
        (key, theirs) -> merged.computeIfAbsent(key, k -> by.applyAsLong(0, theirs)));
    return new Balance(merged);
  }
}
