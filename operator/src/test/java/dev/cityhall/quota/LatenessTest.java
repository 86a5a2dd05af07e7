package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatenessTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Lateness lateness = new Lateness();

  @Test
  void aLeaderHasTimeForWhatIsScarceAndMoreForTheRest() {
    assertThat(lateness.isLate(at(0), true, true, 0)).isFalse();
    assertThat(lateness.isLate(at(700), true, true, 0)).isFalse();
    assertThat(lateness.isLate(at(900), true, false, 0)).isFalse();
    assertThat(lateness.isLate(at(900), true, true, 0)).isTrue();
    assertThat(lateness.isLate(at(4000), true, false, 0)).isTrue();
  }

  @Test
  void whatIsAsItShouldBeIsNeverLate() {
    assertThat(lateness.isLate(at(0), true, true, 0)).isFalse();
    assertThat(lateness.isLate(at(500), false, true, 0)).isFalse();
    assertThat(lateness.isLate(at(900), true, true, 0)).isFalse();
  }

  @Test
  void aRecountOfSomebodyElseStartsTheTimeAnew() {
    assertThat(lateness.isLate(at(0), true, true, 0)).isFalse();
    assertThat(lateness.isLate(at(700), true, true, 1)).isFalse();
    assertThat(lateness.isLate(at(1400), true, true, 1)).isFalse();
    assertThat(lateness.isLate(at(1500), true, true, 1)).isTrue();
  }

  @Test
  void whoStandsInGoesOnAtOnceAndIsNotStoppedByItsOwnRecounts() {
    lateIsTold();
    lateness.stoodIn(at(900));

    assertThat(lateness.isLate(at(1000), false, true, 0)).isFalse();
    assertThat(lateness.isLate(at(1100), true, true, 1)).isTrue();
    lateness.stoodIn(at(1100));
    assertThat(lateness.isLate(at(1300), true, true, 2)).isTrue();
  }

  @Test
  void whoStandsInEndsWhenSomebodyElseIsAtWork() {
    lateIsTold();
    lateness.stoodIn(at(900));

    assertThat(lateness.isLate(at(1100), true, true, 2)).isFalse();
  }

  @Test
  void whoStoodInLongAgoWaitsAnew() {
    lateIsTold();
    lateness.stoodIn(at(900));
    assertThat(lateness.isLate(at(1000), false, true, 1)).isFalse();

    assertThat(lateness.isLate(at(6000), true, true, 1)).isFalse();
  }

  private void lateIsTold() {
    assertThat(lateness.isLate(at(0), true, true, 0)).isFalse();
    assertThat(lateness.isLate(at(900), true, true, 0)).isTrue();
  }

  private static Instant at(long millis) {
    return START.plus(Duration.ofMillis(millis));
  }
}
