package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepairsTest {

  private static final Ref WALL = new Ref(ObjectKind.NETWORK_POLICY, "tax", "cityhall-wall");
  private static final Ref OTHER = new Ref(ObjectKind.NETWORK_POLICY, "tax", "other");

  private Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private final Repairs repairs = new Repairs(() -> now);

  @Test
  void theFirstWriteAndEveryWishOfOurOwnAreNoRepairs() {
    for (var wish = 0; wish < 20; wish++) {
      repairs.wrote(WALL, "digest-" + wish);
    }

    assertThat(repairs.inLastMinute(WALL)).isZero();
    assertThat(repairs.isContested(WALL, "digest-19")).isFalse();
  }

  @Test
  void writingAgainWhatWasWantedAlreadyIsARepair() {
    repairs.wants(WALL, "digest");

    repairs.wrote(WALL, "digest");

    assertThat(repairs.inLastMinute(WALL)).isEqualTo(1);
  }

  @Test
  void isContestedFromTheFifthRepairWithinAMinute() {
    repair(4);
    assertThat(repairs.isContested(WALL, "digest")).isFalse();

    repair(1);

    assertThat(repairs.isContested(WALL, "digest")).isTrue();
  }

  @Test
  void aWishOfOurOwnIsWrittenEvenWhileContested() {
    repair(5);

    assertThat(repairs.isContested(WALL, "another digest")).isFalse();
  }

  @Test
  void aContestForOneObjectIsNoneForAnother() {
    repair(5);
    repairs.wants(OTHER, "digest");

    assertThat(repairs.isContested(OTHER, "digest")).isFalse();
  }

  @Test
  void aRepairCountsForAMinute() {
    repair(1);

    now = now.plus(Duration.ofMinutes(1));
    assertThat(repairs.inLastMinute(WALL)).isEqualTo(1);

    now = now.plusNanos(1);
    assertThat(repairs.inLastMinute(WALL)).isZero();
  }

  @Test
  void aContestEndsWhenNobodyHasFoughtForAMinute() {
    repair(5);

    now = now.plus(Duration.ofMinutes(1)).plusNanos(1);

    assertThat(repairs.isContested(WALL, "digest")).isFalse();
  }

  @Test
  void aFightThatGoesOnIsRepairedOnceAMinute() {
    var writes = 0;
    repairs.wants(WALL, "digest");
    for (var second = 0; second < 600; second++) {
      now = now.plusSeconds(1);
      if (!repairs.isContested(WALL, "digest")) {
        repairs.wrote(WALL, "digest");
        writes++;
      }
    }

    assertThat(writes).isBetween(5, 5 + 10);
  }

  private void repair(int times) {
    repairs.wants(WALL, "digest");
    for (var repair = 0; repair < times; repair++) {
      repairs.wrote(WALL, "digest");
    }
  }
}
