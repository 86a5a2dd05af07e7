package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneTest {

  private static final Plane LOW = Plane.ofPriority("batch-low");

  @Test
  void theNameOfItsQuotaTellsAPlane() {
    assertThat(LOW.quota()).isEqualTo("cityhall-priority-batch-low");
    assertThat(Plane.ofQuota(LOW.quota())).contains(LOW);
    assertThat(Plane.ofQuota("cityhall")).contains(Plane.WHOLE);
    assertThat(Plane.of("")).isEqualTo(Plane.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "cityhall-", "cityhall-other", "cityhall-priority-", ""})
  void aQuotaOfAnotherNameIsNone(String name) {
    assertThat(Plane.isOne(name)).isFalse();
  }

  @Test
  void theWholeCountsEveryPodAndAnotherThoseOfItsClassOnly() {
    assertThat(Plane.WHOLE.counts("")).isTrue();
    assertThat(Plane.WHOLE.counts("batch-low")).isTrue();
    assertThat(LOW.counts("batch-low")).isTrue();
    assertThat(LOW.counts("batch")).isFalse();
    assertThat(LOW.counts("")).isFalse();
  }

  @Test
  void theWholeComesFirst() {
    assertThat(Plane.WHOLE).isLessThan(LOW);
  }
}
