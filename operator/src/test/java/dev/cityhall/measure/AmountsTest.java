package dev.cityhall.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final QuotaKey MEMORY = new QuotaKey("requests.memory");

  @ParameterizedTest
  @CsvSource({
    "requests.cpu, 250m, 250m",
    "requests.cpu, 1000m, 1",
    "requests.cpu, 1.5, 1500m",
    "requests.cpu, 2k, 2000",
    "requests.memory, 1024Mi, 1Gi",
    "requests.memory, 1.5Gi, 1536Mi",
    "requests.memory, 128974848, 123Mi",
    "requests.memory, 1G, 1000000000",
    "requests.memory, 1023, 1023",
    "requests.memory, 4Pi, 4Pi",
    "requests.memory, 0, 0",
    "pods, 12, 12",
    "pods, 7k, 7000"
  })
  void printsTheSameAmountInItsShortestExactForm(String key, String written, String printed) {
    var amounts = Amounts.parse(Map.of(key, new Quantity(written)));

    assertThat(amounts.toQuantities().get(key)).hasToString(printed);
  }

  @Test
  void readsExbibytesExactly() {
    var amounts = Amounts.parse(Map.of("requests.memory", Quantity.parse("4Ei")));

    assertThat(amounts.orZero(MEMORY)).isEqualTo(1L << 62);
  }

  @Test
  void dropsTheFractionOfAUnit() {
    var amounts =
        Amounts.parse(Map.of("cpu", Quantity.parse("1.9999"), "pods", Quantity.parse("1999m")));

    assertThat(amounts.orZero(CPU)).isEqualTo(1999);
    assertThat(amounts.orZero(QuotaKey.PODS)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"requests.memory, 8Ei", "requests.memory, 1000000Ei", "requests.cpu, 10000P"})
  void readsAmountsBeyondLongAsTheLargest(String key, String written) {
    var amounts = Amounts.parse(Map.of(key, Quantity.parse(written)));

    assertThat(amounts.orZero(new QuotaKey(key))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesNegativeAmounts() {
    assertThatThrownBy(() -> Amounts.of(QuotaKey.PODS, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative amount -1 of pods");
    assertThatThrownBy(() -> Amounts.parse(Map.of("pods", Quantity.parse("-1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsAnAbsentKeyFromZero() {
    var amounts = Amounts.of(QuotaKey.PODS, 0);

    assertThat(amounts.has(QuotaKey.PODS)).isTrue();
    assertThat(amounts.has(CPU)).isFalse();
    assertThat(amounts.orZero(CPU)).isZero();
    assertThat(amounts.isEmpty()).isFalse();
    assertThat(amounts.withoutZeros()).isEqualTo(Amounts.NONE);
  }

  @Test
  void addsUpToTheLargestAndNoFurther() {
    var huge = Amounts.of(MEMORY, Long.MAX_VALUE - 1);

    assertThat(huge.plus(Amounts.of(MEMORY, 2)).orZero(MEMORY)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void subtractsDownToZeroAndKeepsOnlyItsOwnKeys() {
    var left = Amounts.of(Map.of(CPU, 100L, MEMORY, 5L));

    var rest = left.minus(Amounts.of(Map.of(CPU, 300L, QuotaKey.PODS, 7L)));

    assertThat(rest).isEqualTo(Amounts.of(Map.of(CPU, 0L, MEMORY, 5L)));
  }

  @Test
  void scalesByPercentRoundingDown() {
    var pool = Amounts.of(Map.of(CPU, 333L, MEMORY, 10L, QuotaKey.PODS, Long.MAX_VALUE));

    var capacity = pool.percent(Map.of("requests.cpu", 150, "pods", 200));

    assertThat(capacity)
        .isEqualTo(Amounts.of(Map.of(CPU, 499L, MEMORY, 10L, QuotaKey.PODS, Long.MAX_VALUE)));
  }

  @Test
  void fitsOnlyWhereEveryKeyIsAllowedEnough() {
    var asked = Amounts.of(Map.of(CPU, 100L, MEMORY, 5L));

    assertThat(asked.fitsIn(asked)).isTrue();
    assertThat(asked.fitsIn(Amounts.of(Map.of(CPU, 99L, MEMORY, 5L)))).isFalse();
    assertThat(asked.fitsIn(Amounts.of(CPU, 100))).isFalse();
    assertThat(Amounts.NONE.fitsIn(Amounts.NONE)).isTrue();
  }

  @Test
  void readsInMessagesAsPeopleWriteIt() {
    var amounts = Amounts.of(Map.of(QuotaKey.PODS, 10L, CPU, 250L, MEMORY, 1L << 30));

    assertThat(amounts).hasToString("pods=10, requests.cpu=250m, requests.memory=1Gi");
  }
}
