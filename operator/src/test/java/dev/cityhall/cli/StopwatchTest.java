package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopwatchTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "49, 0.0 s",
    "50, 0.1 s",
    "8249, 8.2 s",
    "32_600, 32.6 s",
    "600_000, 600.0 s"
  })
  void showsSecondsWithOneDecimalPlace(String millis, String text) {
    assertThat(Stopwatch.seconds(Duration.ofMillis(Long.parseLong(millis.replace("_", "")))))
        .isEqualTo(text);
  }

  @Test
  void writesADecimalPointInEveryLocale() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Stopwatch.seconds(Duration.ofMillis(1500))).isEqualTo("1.5 s");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void knowsWhetherALimitIsPast() {
    var watch = new Stopwatch();

    assertThat(watch.isPast(Duration.ofHours(1))).isFalse();
    assertThat(watch.isPast(Duration.ofNanos(-1))).isTrue();
  }
}
