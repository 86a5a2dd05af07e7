package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerClockTest {

  private static final Instant OWN = Instant.parse("2026-11-23T09:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private long tick;
  private final ServerClock clock = new ServerClock(() -> OWN, () -> tick);

  @Test
  void untilTheFirstAnswerItIsThisMachines() {
    assertThat(clock.instant()).isEqualTo(OWN);
  }

  @Test
  void runsWithTheServerAfterAnAnswer() {
    clock.answered(0, 0, "Mon, 23 Nov 2026 08:00:00 GMT");
    tick = 60 * SECOND;

    assertThat(clock.instant())
        .isBetween(Instant.parse("2026-11-23T08:00:59Z"), Instant.parse("2026-11-23T08:01:01Z"));
  }

  @Test
  void doesNotRunBackwardsWhenMoreIsKnown() {
    clock.answered(0, SECOND, "Mon, 23 Nov 2026 08:00:00 GMT");
    tick = SECOND;
    var before = clock.instant();
    clock.answered(SECOND, SECOND, "Mon, 23 Nov 2026 08:00:00 GMT");

    assertThat(clock.instant()).isEqualTo(before.plusNanos(1));
    tick = 3 * SECOND;
    assertThat(clock.instant()).isAfter(before.plusSeconds(1));
  }

  @Test
  void followsAServerThatWasSetBack() {
    clock.answered(0, 0, "Mon, 23 Nov 2026 08:00:00 GMT");
    clock.instant();
    clock.answered(0, 0, "Mon, 23 Nov 2026 07:00:00 GMT");

    assertThat(clock.instant()).isBefore("2026-11-23T07:00:02Z");
  }

  @Test
  void whatIsNoDateIsPassedOver() {
    clock.answered(0, 0, "yesterday");

    assertThat(clock.instant()).isEqualTo(OWN);
  }

  @Test
  void anAnswerOfARealServerSetsIt() {
    var wrong = Instant.now().plus(Duration.ofHours(1));
    var real = new ServerClock(() -> wrong, System::nanoTime);

    new ApiServer(ControlPlane.shared().admin(), (verb, kind) -> {}, real)
        .list(ObjectKind.LEASE, "default");

    assertThat(Duration.between(real.instant(), Instant.now()).abs())
        .isLessThan(Duration.ofSeconds(2));
  }
}
