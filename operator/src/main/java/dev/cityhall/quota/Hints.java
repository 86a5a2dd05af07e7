package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec.Day;
import dev.cityhall.api.DepartmentQuotaSpec.Hint;
import dev.cityhall.measure.Amounts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Busy hours that a grant announces: which of them hold at a moment. Pure.
 *
 * <p>A window runs from the first time that the clocks of the city show its start to the last time
 * that they show its end, so it is one stretch also where they are put back; a time that they skip
 * counts as the moment when they skip it.
 */
public final class Hints {

  private static final String MIDNIGHT = "24:00";
  private static final int DAYS_AHEAD = 8;

  /**
   * Whom a hint is for.
   *
   * @param environment null for every environment of the system
   */
  public record Place(String system, @Nullable String environment) {}

  /**
   * What is wanted now, by place; of several windows for one place the largest amounts.
   *
   * @param zone the City's time zone, which the windows are in
   */
  public static Map<Place, Amounts> active(List<Hint> hints, Instant now, ZoneId zone) {
    var today = LocalDate.ofInstant(now, zone);
    var wanted = new HashMap<Place, Amounts>();
    for (var hint : hints) {
      if (windows(hint, today, 1, zone).anyMatch(window -> window.contains(now))) {
        var place = new Place(hint.system(), hint.environment());
        wanted.merge(place, Amounts.parse(hint.amounts()), Amounts::max);
      }
    }
    return wanted;
  }

  /** What is wanted for one environment: the larger of its own hint and of that of its system. */
  public static Amounts of(Map<Place, Amounts> active, String system, String environment) {
    var own = active.getOrDefault(new Place(system, environment), Amounts.NONE);
    return own.max(active.getOrDefault(new Place(system, null), Amounts.NONE));
  }

  /** When {@link #active} may next give something else; empty without hints. */
  public static Optional<Instant> nextChange(List<Hint> hints, Instant now, ZoneId zone) {
    var today = LocalDate.ofInstant(now, zone);
    return hints.stream()
        .flatMap(hint -> windows(hint, today, DAYS_AHEAD, zone))
        .flatMap(window -> Stream.of(window.start(), window.end()))
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo);
  }

  /** From start, included, to end, excluded. */
  private record Window(Instant start, Instant end) {

    boolean contains(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  /** Those that begin yesterday, which may go on today, to so many days ahead. */
  private static Stream<Window> windows(Hint hint, LocalDate today, int daysAhead, ZoneId zone) {
    return IntStream.rangeClosed(-1, daysAhead)
        .mapToObj(today::plusDays)
        .filter(date -> hint.days().isEmpty() || hint.days().stream().anyMatch(isDayOf(date)))
        .map(date -> window(hint, date, zone))
        .filter(window -> window.start().isBefore(window.end()));
  }

  private static Predicate<Day> isDayOf(LocalDate date) {
    return day -> date.getDayOfWeek().name().startsWith(day.name());
  }

  private static Window window(Hint hint, LocalDate date, ZoneId zone) {
    var start = at(date, hint.from(), zone).withEarlierOffsetAtOverlap();
    var isNextDay = hint.until().equals(MIDNIGHT) || hint.until().compareTo(hint.from()) <= 0;
    var until = hint.until().equals(MIDNIGHT) ? "00:00" : hint.until();
    var end = at(isNextDay ? date.plusDays(1) : date, until, zone).withLaterOffsetAtOverlap();
    return new Window(start.toInstant(), end.toInstant());
  }

  private static ZonedDateTime at(LocalDate date, String time, ZoneId zone) {
    var local = date.atTime(LocalTime.parse(time));
    var transition = zone.getRules().getTransition(local);
    return transition != null && transition.isGap()
        ? transition.getInstant().atZone(zone)
        : local.atZone(zone);
  }

  private Hints() {}
}
