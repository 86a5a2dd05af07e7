package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaSpec.Day;
import dev.cityhall.api.DepartmentQuotaSpec.Hint;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HintsLawsTest {

  private static final long YEAR_2026 = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

  @Provide
  static Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC")
        .map(ZoneId::of);
  }

  @Provide
  static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(0, 365 * 24 * 60)
        .map(m -> Instant.ofEpochSecond(YEAR_2026 + m * 60));
  }

  @Provide
  static Arbitrary<Hint> hints() {
    var times =
        Arbitraries.integers()
            .between(0, 24 * 4 - 1)
            .map(n -> LocalTime.of(n / 4, n % 4 * 15).toString());
    var ends = Arbitraries.oneOf(times, Arbitraries.just("24:00"));
    var days = Arbitraries.of(Day.class).list().uniqueElements().ofMaxSize(7);
    return Combinators.combine(times, ends, days)
        .as(
            (from, until, on) ->
                new Hint("tax", null, from, until, on, Map.of("pods", new Quantity("8"))))
        .filter(hint -> !hint.from().equals(hint.until()));
  }

  /** Away from the two days on which the clocks change, a window is what the clock shows. */
  @Property
  void aWindowIsWhatTheClockOfTheCityShows(
      @ForAll("hints") Hint hint, @ForAll("instants") Instant now, @ForAll("zones") ZoneId zone) {
    var rules = zone.getRules();
    var twoDays = Duration.ofDays(2);
    Assume.that(rules.getOffset(now.minus(twoDays)).equals(rules.getOffset(now.plus(twoDays))));
    var local = now.atZone(zone);
    var time = local.toLocalTime().toString().substring(0, 5);
    var isOvernight = hint.until().compareTo(hint.from()) < 0;
    var isAfterStart = time.compareTo(hint.from()) >= 0;
    var isBeforeEnd = time.compareTo(hint.until()) < 0;
    var isShown = isOvernight ? isAfterStart || isBeforeEnd : isAfterStart && isBeforeEnd;
    var began = isOvernight && isBeforeEnd ? local.minusDays(1) : local;
    var isItsDay =
        hint.days().isEmpty()
            || hint.days().stream().anyMatch(d -> began.getDayOfWeek().name().startsWith(d.name()));

    assertThat(isActive(hint, now, zone)).isEqualTo(isShown && isItsDay);
  }

  @Property
  void nothingChangesBeforeTheNextChange(
      @ForAll("hints") Hint hint, @ForAll("instants") Instant now, @ForAll("zones") ZoneId zone) {
    var next = Hints.nextChange(List.of(hint), now, zone).orElseThrow();

    var before = isActive(hint, now, zone);
    for (var at = now; at.isBefore(next); at = at.plus(Duration.ofMinutes(15))) {
      assertThat(isActive(hint, at, zone)).isEqualTo(before);
    }
    assertThat(isActive(hint, next.minusMillis(1), zone)).isEqualTo(before);
  }

  private static boolean isActive(Hint hint, Instant now, ZoneId zone) {
    return !Hints.active(List.of(hint), now, zone).isEmpty();
  }
}
