package dev.cityhall.measure;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Amounts by quota key, in whole units: millicores for CPU, bytes, or a count. Immutable, sorted by
 * key, never negative.
 *
 * <p>A key that is absent has no amount; whether that means zero or unlimited is for the caller to
 * say, by {@link #orZero} and {@link #has}.
 */
public final class Amounts {

  public static final Amounts NONE = new Amounts(new SortedKeys(new QuotaKey[0]), new long[0]);

  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  /** Most amounts that meet have the same keys, then one array serves them all. */
  private final SortedKeys keys;

  private final long[] units;

  private Amounts(SortedKeys keys, long[] units) {
    this.keys = keys;
    this.units = units;
  }

  /** Amounts in whole units. */
  public static Amounts of(Map<QuotaKey, Long> units) {
    var sorted = new TreeMap<>(units);
    var keys = sorted.keySet().toArray(new QuotaKey[0]);
    var values = sorted.values().stream().mapToLong(Long::longValue).toArray();
    for (var i = 0; i < keys.length; i++) {
      if (values[i] < 0) {
        throw new IllegalArgumentException(
            "negative amount %d of %s".formatted(values[i], keys[i]));
      }
    }
    return new Amounts(new SortedKeys(keys), values);
  }

  public static Amounts of(QuotaKey key, long units) {
    return of(Map.of(key, units));
  }

  /**
   * Reads Kubernetes quantities; a fraction of a unit is dropped, so that a grant is never read as
   * more than was written. Amounts beyond {@code Long.MAX_VALUE} units count as that.
   */
  public static Amounts parse(Map<String, Quantity> quantities) {
    var texts = new HashMap<String, String>();
    quantities.forEach((name, quantity) -> texts.put(name, quantity.toString()));
    return parseTexts(texts);
  }

  /**
   * {@link #parse} of quantities as they are written.
   *
   * @throws IllegalArgumentException if a text is no quantity
   */
  public static Amounts parseTexts(Map<String, String> quantities) {
    var units = new HashMap<QuotaKey, Long>();
    quantities.forEach(
        (name, text) -> {
          var key = new QuotaKey(name);
          units.put(key, wholeUnits(key, text));
        });
    return of(units);
  }

  private static long wholeUnits(QuotaKey key, String text) {
    return ExactQuantity.simple(text, key.unitsPerOne())
        .orElseGet(
            () -> {
              var amount =
                  ExactQuantity.of(text).orElseGet(() -> new Quantity(text).getNumericalAmount());
              var exact = amount.multiply(BigDecimal.valueOf(key.unitsPerOne()));
              var whole = exact.setScale(0, RoundingMode.DOWN);
              return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
            });
  }

  public Set<QuotaKey> keys() {
    return keys;
  }

  public boolean has(QuotaKey key) {
    return keys.find(key) >= 0;
  }

  public boolean isEmpty() {
    return units.length == 0;
  }

  /** Units of the key, 0 when absent. */
  public long orZero(QuotaKey key) {
    var place = keys.find(key);
    return place < 0 ? 0 : units[place];
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
    var rest = new long[units.length];
    for (var i = 0; i < rest.length; i++) {
      rest[i] = Math.max(0, units[i] - other.orZero(keys.at(i)));
    }
    return new Amounts(keys, rest);
  }

  /** The smaller by key; only this one's keys, and 0 for those that {@code limit} has not. */
  public Amounts atMost(Amounts limit) {
    return minus(minus(limit));
  }

  /** Only the given keys. */
  public Amounts only(Set<QuotaKey> wanted) {
    return wanted.containsAll(keys) ? this : where(i -> wanted.contains(keys.at(i)));
  }

  /** The same keys with nothing. */
  public Amounts zeros() {
    return minus(this);
  }

  /** Only the keys with an amount above 0. */
  public Amounts withoutZeros() {
    return where(i -> units[i] != 0);
  }

  private Amounts where(IntPredicate isWanted) {
    var places = IntStream.range(0, units.length).filter(isWanted).toArray();
    return new Amounts(
        new SortedKeys(Arrays.stream(places).mapToObj(keys::at).toArray(QuotaKey[]::new)),
        Arrays.stream(places).mapToLong(i -> units[i]).toArray());
  }

  /** Each amount times its percentage, rounded down; a key without percentage counts 100. */
  public Amounts percent(Map<String, Integer> percentages) {
    var byKey = new HashMap<QuotaKey, Integer>();
    percentages.forEach((name, percentage) -> byKey.put(new QuotaKey(name), percentage));
    var scaled = new long[units.length];
    for (var i = 0; i < scaled.length; i++) {
      var exact =
          BigDecimal.valueOf(units[i])
              .multiply(BigDecimal.valueOf(byKey.getOrDefault(keys.at(i), 100)))
              .divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN);
      scaled[i] = exact.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
    }
    return new Amounts(keys, scaled);
  }

  /** This with the other's amounts in place of its own. */
  public Amounts with(Amounts other) {
    return merge(other, (mine, others) -> others);
  }

  /** Whether every key of this is there in {@code limit} with at least this amount. */
  public boolean fitsIn(Amounts limit) {
    return keys.stream().allMatch(key -> limit.has(key) && orZero(key) <= limit.orZero(key));
  }

  /** The same amounts as Kubernetes quantities in their canonical form. */
  public Map<String, Quantity> toQuantities() {
    var quantities = new LinkedHashMap<String, Quantity>();
    keys.forEach(key -> quantities.put(key.name(), new Quantity(text(key, orZero(key)))));
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
    var union = keys.isSameAs(other.keys) ? keys : keys.union(other.keys);
    var merged = new long[union.size()];
    var mine = 0;
    var others = 0;
    for (var i = 0; i < merged.length; i++) {
      var key = union.at(i);
      var isMine = mine < units.length && keys.at(mine).equals(key);
      var isOthers = others < other.units.length && other.keys.at(others).equals(key);
      var amount = isMine ? units[mine++] : other.units[others];
      merged[i] = isMine && isOthers ? by.applyAsLong(amount, other.units[others]) : amount;
      others += isOthers ? 1 : 0;
    }
    return new Amounts(union, merged);
  }

  private static long saturatingSum(long a, long b) {
    var sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Amounts amounts
        && keys.isSameAs(amounts.keys)
        && Arrays.equals(units, amounts.units);
  }

  @Override
  public int hashCode() {
    return 31 * keys.hashCode() + Arrays.hashCode(units);
  }

  /** For messages: {@code pods=10, requests.cpu=250m}. */
  @Override
  public String toString() {
    return keys.stream()
        .map(key -> key + "=" + text(key, orZero(key)))
        .collect(Collectors.joining(", "));
  }
}
