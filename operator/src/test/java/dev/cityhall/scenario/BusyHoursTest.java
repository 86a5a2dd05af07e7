package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.City;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Capacity that was announced for a time of the day is there at that time. */
class BusyHoursTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm");

  /** So that all else is at rest before they begin. */
  private static final Duration AT_LEAST_AHEAD = Duration.ofSeconds(15);

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void aNamespaceHasWhatWasAnnouncedFromTheFirstMinuteOnAndNotBefore() {
    var start = Instant.now().plus(AT_LEAST_AHEAD).plusSeconds(60).truncatedTo(ChronoUnit.MINUTES);
    var city = new ElasticCity(PLANE.admin(), "rush");
    city.grant(20, busyFrom(start));
    city.systems("a b");
    try (var ledger = city.ledger()) {
      awaitHard(city, 1);
      assertThat(Instant.now()).isBefore(start);

      awaitHard(city, 12);
      assertThat(Instant.now()).isAfterOrEqualTo(start.minusSeconds(1));
      city.deployment("rush-a-prod", 12);
      city.awaitPods("rush-a-prod", 12);
      assertThat(city.refusals("rush-a-prod")).as("it was there beforehand").isZero();

      city.scale("rush-a-prod", 2);
      city.deployment("rush-b-prod", 16);
      city.awaitPods("rush-b-prod", 20 - 12);
      city.grant(20, busyFrom(start.plus(Duration.ofHours(6))));
      city.awaitPods("rush-b-prod", 16);
      ledger.assertNeverMoreThan(20);
    }
  }

  /** Without weight a namespace gets no headroom: only what it needs. */
  private static String busyFrom(Instant start) {
    return """
    shares: [{system: a, weight: 0}, {system: b, weight: 0}], hints: [{system: a, from: "%s", until: "%s", amounts: {pods: 12}}]\
    """
        .formatted(timeOfDay(start), timeOfDay(start.plus(Duration.ofHours(2))));
  }

  private static String timeOfDay(Instant instant) {
    var zone =
        Optional.ofNullable(PLANE.admin().resources(City.class).withName("city").get())
            .map(city -> city.getSpec().timeZone())
            .orElse("Asia/Shanghai");
    return TIME_OF_DAY.withZone(ZoneId.of(zone)).format(instant);
  }

  private static void awaitHard(ElasticCity city, long pods) {
    Await.until(
        "room for %d pods".formatted(pods),
        () -> city.hard("rush-a-prod") == pods,
        () -> city.hard("rush-a-prod"));
  }
}
