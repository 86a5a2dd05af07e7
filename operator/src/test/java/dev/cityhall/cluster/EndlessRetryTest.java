package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EndlessRetryTest {

  @Property
  void everyDelayIsTheDoubledOneUpToAMinuteLessAQuarterAtMost(
      @ForAll @IntRange(min = 1) int attempt) {
    var full = attempt > 6 ? 60_000L : 1_000L << (attempt - 1);

    assertThat(EndlessRetry.delay(attempt).toMillis()).isBetween(full * 3 / 4, full);
  }

  @Test
  void delaysOfTheSameAttemptDiffer() {
    var delays = IntStream.range(0, 50).mapToObj(i -> EndlessRetry.delay(7)).distinct();

    assertThat(delays.count()).isGreaterThan(1);
  }

  @Test
  void neverGivesUp() {
    var execution = new EndlessRetry().initExecution();

    for (var attempt = 1; attempt <= 1_000; attempt++) {
      assertThat(execution.nextDelay()).isPresent();
      assertThat(execution.getAttemptCount()).isEqualTo(attempt);
      assertThat(execution.isLastAttempt()).isFalse();
    }
  }

  @Test
  void everyExecutionBeginsAnew() {
    var retry = new EndlessRetry();
    retry.initExecution().nextDelay();

    assertThat(retry.initExecution().getAttemptCount()).isZero();
  }
}
