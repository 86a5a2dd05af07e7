package dev.cityhall.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class AmountsLawsTest {

  private static final QuotaKey[] KEYS = {
    new QuotaKey("requests.cpu"),
    new QuotaKey("limits.memory"),
    QuotaKey.STORAGE,
    QuotaKey.PODS,
    new QuotaKey("count/jobs.batch")
  };

  @Provide
  static Arbitrary<Amounts> amounts() {
    var units =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 5_000),
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.longs().between(0, Long.MAX_VALUE));
    return Arbitraries.maps(Arbitraries.of(KEYS), units)
        .ofMaxSize(5)
        .map(Amounts::of)
        .withoutEdgeCases();
  }

  @Provide
  static Arbitrary<QuotaKey> keys() {
    return Arbitraries.of(KEYS);
  }

  @Property
  void whatIsPrintedReadsBackAsTheSame(@ForAll("amounts") Amounts amounts) {
    assertThat(Amounts.parse(amounts.toQuantities())).isEqualTo(amounts);
  }

  @Property
  void atMostIsTheSmallerByKeyAndNothingWhereTheLimitIsSilent(
      @ForAll("amounts") Amounts amounts, @ForAll("amounts") Amounts limit) {
    var limited = amounts.atMost(limit);

    assertThat(limited.keys()).isEqualTo(amounts.keys());
    for (var key : amounts.keys()) {
      assertThat(limited.orZero(key)).isEqualTo(Math.min(amounts.orZero(key), limit.orZero(key)));
    }
  }

  @Property
  void noShorterBinarySuffixIsLeftUnused(
      @ForAll @LongRange(max = Long.MAX_VALUE / 1024) long units) {
    var text = Amounts.text(QuotaKey.STORAGE, units);

    var mantissa = new BigInteger(text.replaceAll("[KMGTPE]i$", ""));
    assertThat(mantissa.signum() == 0 || mantissa.mod(BigInteger.valueOf(1024)).signum() != 0)
        .as(text)
        .isTrue();
  }

  @Property
  void nothingIsEverReadAsMoreThanWasWritten(
      @ForAll("keys") QuotaKey key, @ForAll @LongRange(max = 1L << 40) long nanos) {
    var written = Quantity.parse(nanos + "n");

    var exactUnits = written.getNumericalAmount().multiply(BigDecimal.valueOf(key.unitsPerOne()));
    var read = Amounts.parse(Map.of(key.name(), written)).orZero(key);
    assertThat(BigDecimal.valueOf(read)).isLessThanOrEqualTo(exactUnits);
    assertThat(BigDecimal.valueOf(read + 1)).isGreaterThan(exactUnits);
  }

  @Property
  void plusIsCommutativeAssociativeAndHasNoneAsItsZero(
      @ForAll("amounts") Amounts a, @ForAll("amounts") Amounts b, @ForAll("amounts") Amounts c) {
    assertThat(a.plus(b)).isEqualTo(b.plus(a));
    assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
    assertThat(a.plus(Amounts.NONE)).isEqualTo(a);
  }

  @Property
  void plusIsTheExactSumCutOffAtTheLargestLong(
      @ForAll("amounts") Amounts a, @ForAll("amounts") Amounts b) {
    var sum = a.plus(b);

    for (var key : KEYS) {
      var exact = BigInteger.valueOf(a.orZero(key)).add(BigInteger.valueOf(b.orZero(key)));
      assertThat(BigInteger.valueOf(sum.orZero(key)))
          .isEqualTo(exact.min(BigInteger.valueOf(Long.MAX_VALUE)));
      assertThat(sum.has(key)).isEqualTo(a.has(key) || b.has(key));
    }
  }

  @Property
  void minusAndPlusGiveTheLargerOfTheTwo(
      @ForAll("amounts") Amounts a, @ForAll("amounts") Amounts b) {
    var restored = a.minus(b).plus(b.only(a.keys()));

    assertThat(restored).isEqualTo(a.max(b).only(a.keys()));
  }

  @Property
  void nothingIsLeftOfAnAmountWithoutItself(@ForAll("amounts") Amounts a) {
    assertThat(a.minus(a).withoutZeros()).isEqualTo(Amounts.NONE);
    assertThat(a.minus(Amounts.NONE)).isEqualTo(a);
  }

  @Property
  void maxIsTheLeastThatBothFitIn(@ForAll("amounts") Amounts a, @ForAll("amounts") Amounts b) {
    var max = a.max(b);

    assertThat(a.fitsIn(max)).isTrue();
    assertThat(b.fitsIn(max)).isTrue();
    assertThat(max.fitsIn(a.plus(b))).isTrue();
    assertThat(max.max(a)).isEqualTo(max);
  }

  @Property
  void percentGrowsWithThePercentageAndLeavesAHundredAlone(
      @ForAll("amounts") Amounts a, @ForAll @IntRange(max = 999) int percentage) {
    assertThat(a.percent(Map.of())).isEqualTo(a);
    assertThat(a.percent(everyKey(100))).isEqualTo(a);
    assertThat(a.percent(everyKey(percentage)).fitsIn(a.percent(everyKey(percentage + 1))))
        .isTrue();
  }

  @Property
  void withPutsTheOthersAmountsInPlace(@ForAll("amounts") Amounts a, @ForAll("amounts") Amounts b) {
    var replaced = a.with(b);

    for (var key : KEYS) {
      assertThat(replaced.orZero(key)).isEqualTo(b.has(key) ? b.orZero(key) : a.orZero(key));
      assertThat(replaced.has(key)).isEqualTo(a.has(key) || b.has(key));
    }
  }

  private static Map<String, Integer> everyKey(int percentage) {
    var percentages = new HashMap<String, Integer>();
    for (var key : KEYS) {
      percentages.put(key.name(), percentage);
    }
    return percentages;
  }
}
