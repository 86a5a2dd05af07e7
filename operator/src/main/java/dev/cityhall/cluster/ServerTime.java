package dev.cityhall.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of the API server's time at a moment: it lies between two instants. Pure.
 *
 * @param tick the moment, in nanoseconds of a clock that never jumps
 * @param earliest the server's time is not before it
 * @param latest nor after it
 */
record ServerTime(long tick, Instant earliest, Instant latest) {

  /** The header {@code Date} has whole seconds, rounded down. */
  private static final Duration HEADER_STEP = Duration.ofSeconds(1);

  /** Each of two clocks may be slewed by 500 ppm, the most that NTP does. */
  private static final long DRIFT_ONE_IN = 1_000;

  /** A wider reading that contradicts an earlier one says less than that. */
  private static final Duration WIDEST_NEWS = Duration.ofSeconds(3);

  /**
   * By an answer: the header was written between the two ticks, whatever time each way took.
   *
   * @param sent tick before the request was sent
   * @param answered tick after the answer came
   * @param date the answer's {@code Date}
   */
  static ServerTime of(long sent, long answered, Instant date) {
    var took = answered - sent;
    return new ServerTime(answered, date, date.plus(HEADER_STEP).plusNanos(took + drift(took)));
  }

  /** The same knowledge at a later tick; as it is at an earlier one. */
  ServerTime at(long later) {
    var passed = Math.max(0, later - tick);
    var drift = drift(passed);
    return passed == 0
        ? this
        : new ServerTime(
            later, earliest.plusNanos(passed - drift), latest.plusNanos(passed + drift));
  }

  /** By how much the server's clock may have run away from the ticks meanwhile. */
  private static long drift(long passed) {
    return passed / DRIFT_ONE_IN + 1;
  }

  /**
   * Both together. If they contradict each other the server's clock was set, or another server
   * answered: then the other one counts, unless it is too wide to tell much.
   */
  ServerTime with(ServerTime other) {
    var now = Math.max(tick, other.tick);
    var mine = at(now);
    var others = other.at(now);
    var from = mine.earliest.isAfter(others.earliest) ? mine.earliest : others.earliest;
    var to = mine.latest.isBefore(others.latest) ? mine.latest : others.latest;
    if (!from.isAfter(to)) {
      return new ServerTime(now, from, to);
    }
    return others.width().compareTo(WIDEST_NEWS) > 0 ? mine : others;
  }

  /** How little is known; the error of {@link #middle} is at most half of it. */
  Duration width() {
    return Duration.between(earliest, latest);
  }

  Instant middle() {
    return earliest.plus(width().dividedBy(2));
  }
}
