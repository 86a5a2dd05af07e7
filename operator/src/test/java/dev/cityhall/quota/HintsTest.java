package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaSpec.Day;
import dev.cityhall.api.DepartmentQuotaSpec.Hint;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Hints.Place;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HintsTest {

  private static final ZoneId JINAN = ZoneId.of("Asia/Shanghai");

  /** Skips 02:00 to 03:00 on 29 March 2026, shows it twice on 25 October 2026. */
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static final Place TAX = new Place("tax", null);

  @Test
  void aWindowIncludesItsStartAndNotItsEnd() {
    var busy = hint("07:30", "20:00");

    assertThat(isActive(busy, "2026-03-02T07:29:59", JINAN)).isFalse();
    assertThat(isActive(busy, "2026-03-02T07:30:00", JINAN)).isTrue();
    assertThat(isActive(busy, "2026-03-02T19:59:59", JINAN)).isTrue();
    assertThat(isActive(busy, "2026-03-02T20:00:00", JINAN)).isFalse();
  }

  @Test
  void aWindowThatEndsBeforeItsStartGoesOnToTheNextDay() {
    var night = hint("22:00", "06:00", Day.FRI);

    assertThat(isActive(night, "2026-03-06T23:00:00", JINAN)).isTrue();
    assertThat(isActive(night, "2026-03-07T05:59:00", JINAN)).isTrue();
    assertThat(isActive(night, "2026-03-06T05:59:00", JINAN)).isFalse();
    assertThat(isActive(night, "2026-03-07T23:00:00", JINAN)).isFalse();
  }

  @Test
  void everyDayHasItsOwnWord() {
    for (var day : Day.values()) {
      var date =
          LocalDateTime.parse("2026-03-02T12:00:00").plusDays(List.of(Day.values()).indexOf(day));
      for (var named : Day.values()) {
        assertThat(isActive(hint("08:00", "20:00", named), date.toString(), JINAN))
            .as("%s on %s", named, date.getDayOfWeek())
            .isEqualTo(named == day);
      }
    }
  }

  @Test
  void theWholeDayEndsAtMidnight() {
    var day = hint("00:00", "24:00", Day.MON);

    assertThat(isActive(day, "2026-03-01T23:59:59", JINAN)).isFalse();
    assertThat(isActive(day, "2026-03-02T00:00:00", JINAN)).isTrue();
    assertThat(isActive(day, "2026-03-02T23:59:59", JINAN)).isTrue();
    assertThat(isActive(day, "2026-03-03T00:00:00", JINAN)).isFalse();
  }

  @Test
  void theTimesAreThoseOfTheCity() {
    assertThat(
            Hints.active(
                List.of(hint("07:30", "20:00")), Instant.parse("2026-03-01T23:30:00Z"), JINAN))
        .containsOnlyKeys(TAX);
  }

  @Test
  void aTimeThatTheClocksSkipIsTheMomentWhenTheySkipIt() {
    var skip = Instant.parse("2026-03-29T01:00:00Z");

    assertThat(changes(hint("02:30", "08:00"), "2026-03-28T12:00:00Z", 2))
        .containsExactly(skip, Instant.parse("2026-03-29T06:00:00Z"));
    assertThat(changes(hint("01:00", "02:30"), "2026-03-28T12:00:00Z", 2))
        .containsExactly(Instant.parse("2026-03-29T00:00:00Z"), skip);
  }

  @Test
  void aWindowThatTheClocksSkipWhollyIsNone() {
    assertThat(changes(hint("02:10", "02:50"), "2026-03-28T12:00:00Z", 1))
        .containsExactly(Instant.parse("2026-03-30T00:10:00Z"));
  }

  @Test
  void aWindowIsOneStretchWhereTheClocksArePutBack() {
    assertThat(changes(hint("02:15", "02:45"), "2026-10-24T12:00:00Z", 2))
        .containsExactly(
            Instant.parse("2026-10-25T00:15:00Z"), Instant.parse("2026-10-25T01:45:00Z"));
  }

  @Test
  void ofSeveralWindowsForAPlaceTheLargestAmountsCount() {
    var morning = hint("08:00", "12:00");
    var rush = new Hint("tax", null, "09:00", "10:00", List.of(), pods("30"));

    var active = Hints.active(List.of(rush, morning), at("2026-03-02T09:30:00", JINAN), JINAN);

    assertThat(active).isEqualTo(Map.of(TAX, Amounts.of(QuotaKey.PODS, 30)));
  }

  @Test
  void anEnvironmentHasTheLargerOfItsOwnHintAndThatOfItsSystem() {
    var active =
        Map.of(
            TAX,
            Amounts.of(QuotaKey.PODS, 8),
            new Place("tax", "prod"),
            Amounts.of(QuotaKey.PODS, 20));

    assertThat(Hints.of(active, "tax", "prod")).isEqualTo(Amounts.of(QuotaKey.PODS, 20));
    assertThat(Hints.of(active, "tax", "test")).isEqualTo(Amounts.of(QuotaKey.PODS, 8));
    assertThat(Hints.of(active, "audit", "prod")).isEqualTo(Amounts.NONE);
  }

  @Test
  void withoutHintsNothingChanges() {
    assertThat(Hints.nextChange(List.of(), Instant.EPOCH, JINAN)).isEmpty();
  }

  @Test
  void theNextChangeOfAWeeklyWindowIsFoundAWeekAhead() {
    var weekly = hint("08:00", "09:00", Day.MON);

    assertThat(Hints.nextChange(List.of(weekly), at("2026-03-02T09:00:00", JINAN), JINAN))
        .contains(at("2026-03-09T08:00:00", JINAN));
  }

  private static List<Instant> changes(Hint hint, String from, int count) {
    var found = new ArrayList<Instant>();
    var now = Instant.parse(from);
    while (found.size() < count) {
      now = Hints.nextChange(List.of(hint), now, BERLIN).orElseThrow();
      found.add(now);
    }
    return found;
  }

  private static boolean isActive(Hint hint, String time, ZoneId zone) {
    return !Hints.active(List.of(hint), at(time, zone), zone).isEmpty();
  }

  private static Instant at(String time, ZoneId zone) {
    return LocalDateTime.parse(time).atZone(zone).toInstant();
  }

  private static Hint hint(String from, String until, Day... days) {
    return new Hint("tax", null, from, until, List.of(days), pods("8"));
  }

  private static Map<String, Quantity> pods(String count) {
    return Map.of("pods", new Quantity(count));
  }
}
