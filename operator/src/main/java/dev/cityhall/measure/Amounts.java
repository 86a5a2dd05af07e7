package dev.cityhall.measure;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/**
 * Amounts by quota key, in whole units: millicores for CPU, bytes, or a count. Immutable, sorted by
 * key, never negative.
 *
 * <p>A key that is absent has no amount; whether that means zero or unlimited is for the caller to
 * say, by {@link #orZero} and {@link #has}.
 */
public final class Amounts {

  public static final Amounts NONE = new Amounts(new TreeMap<>());

  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private final NavigableMap<QuotaKey, Long> units;

  private Amounts(NavigableMap<QuotaKey, Long> units) {
    this.units = Collections.unmodifiableNavigableMap(units);
  }

  /** Amounts in whole units. */
  public static Amounts of(Map<QuotaKey, Long> units) {
    units.forEach(
        (key, amount) -> {
          if (amount < 0) {
            throw new IllegalArgumentException("negative amount %d of %s".formatted(amount, key));
          }
        });
    return new Amounts(new TreeMap<>(units));
  }

  public static Amounts of(QuotaKey key, long units) {
    return of(Map.of(key, units));
  }

  /**
   * Reads Kubernetes quantities; a fraction of a unit is dropped, so that a grant is never read as
   * more than was written. Amounts beyond {@code Long.MAX_VALUE} units count as that.
   */
  public static Amounts parse(Map<String, Quantity> quantities) {
    var units = new TreeMap<QuotaKey, Long>();
    quantities.forEach(
        (name, quantity) -> {
          var key = new QuotaKey(name);
          units.put(key, wholeUnits(key, quantity));
        });
    return of(units);
  }

  private static long wholeUnits(QuotaKey key, Quantity quantity) {
    var amount = ExactQuantity.of(quantity.toString()).orElseGet(quantity::getNumericalAmount);
    var exact = amount.multiply(BigDecimal.valueOf(key.unitsPerOne()));
    var whole = exact.setScale(0, RoundingMode.DOWN);
    return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  public Set<QuotaKey> keys() {
    return units.keySet();
  }

  public boolean has(QuotaKey key) {
    return units.containsKey(key);
  }

  public boolean isEmpty() {
    return units.isEmpty();
  }

  /** Units of the key, 0 when absent. */
  public long orZero(QuotaKey key) {
    return units.getOrDefault(key, 0L);
  }

  /** Sum by key over the union of keys; saturates at {@code Long.MAX_VALUE}. */
  public Amounts plus(Amounts other) {
    return merge(other, Amounts::saturatingSum);
  }

  /** The larger by key over the union of keys. */
  public Amounts max(Amounts other) {
    return merge(other, Math::max);
  }

  /** What is left by key of this after {@code other}; not below 0; only this one's keys. */
  public Amounts minus(Amounts other) {
    var rest = new TreeMap<QuotaKey, Long>();
    units.forEach((key, mine) -> rest.put(key, Math.max(0, mine - other.orZero(key))));
    return new Amounts(rest);
  }

  /** Only the given keys. */
  public Amounts only(Set<QuotaKey> keys) {
    var kept = new TreeMap<>(units);
    kept.keySet().retainAll(keys);
    return new Amounts(kept);
  }

  /** Only the keys with an amount above 0. */
  public Amounts withoutZeros() {
    var kept = new TreeMap<>(units);
    kept.values().removeIf(amount -> amount == 0);
    return new Amounts(kept);
  }

  /** Each amount times its percentage, rounded down; a key without percentage counts 100. */
  public Amounts percent(Map<String, Integer> percentages) {
    var byKey = new HashMap<QuotaKey, Integer>();
    percentages.forEach((name, percentage) -> byKey.put(new QuotaKey(name), percentage));
    var scaled = new TreeMap<QuotaKey, Long>();
    units.forEach(
        (key, amount) -> {
          var exact =
              BigDecimal.valueOf(amount)
                  .multiply(BigDecimal.valueOf(byKey.getOrDefault(key, 100)))
                  .divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN);
          scaled.put(key, exact.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact());
        });
    return new Amounts(scaled);
  }

  /** This with the other's amounts in place of its own. */
  public Amounts with(Amounts other) {
    return merge(other, (mine, others) -> others);
  }

  /** Whether every key of this is there in {@code limit} with at least this amount. */
  public boolean fitsIn(Amounts limit) {
    return units.entrySet().stream()
        .allMatch(e -> limit.has(e.getKey()) && e.getValue() <= limit.orZero(e.getKey()));
  }

  /** The same amounts as Kubernetes quantities in their canonical form. */
  public Map<String, Quantity> toQuantities() {
    var quantities = new LinkedHashMap<String, Quantity>();
    units.forEach((key, amount) -> quantities.put(key.name(), new Quantity(text(key, amount))));
    return quantities;
  }

  /** One amount in canonical form, such as {@code 250m}, {@code 4Gi} or {@code 12}. */
  public static String text(QuotaKey key, long amount) {
    if (key.unitsPerOne() == 1000) {
      return amount % 1000 == 0 ? Long.toString(amount / 1000) : amount + "m";
    }
    return key.isBytes() ? binary(amount) : Long.toString(amount);
  }

  private static String binary(long amount) {
    var rest = amount;
    var power = 0;
    while (rest != 0 && rest % 1024 == 0 && power < BINARY.length - 1) {
      rest /= 1024;
      power++;
    }
    return rest + BINARY[power];
  }

  private Amounts merge(Amounts other, LongBinaryOperator by) {
    var merged = new TreeMap<QuotaKey, Long>();
    var keys = new TreeSet<>(units.keySet());
    keys.addAll(other.units.keySet());
    for (var key : keys) {
      var amount =
          has(key) && other.has(key)
              ? by.applyAsLong(orZero(key), other.orZero(key))
              : orZero(key) + other.orZero(key);
      merged.put(key, amount);
    }
    return new Amounts(merged);
  }

  private static long saturatingSum(long a, long b) {
    var sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Amounts amounts && units.equals(amounts.units);
  }

  @Override
  public int hashCode() {
    return units.hashCode();
  }

  /** For messages: {@code pods=10, requests.cpu=250m}. */
  @Override
  public String toString() {
    return units.entrySet().stream()
        .map(e -> e.getKey() + "=" + text(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
