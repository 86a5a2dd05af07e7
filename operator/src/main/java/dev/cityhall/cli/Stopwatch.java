package dev.cityhall.cli;

import java.time.Duration;
import java.util.Locale;

/** Time since it was started, as people read it: {@code 4.6 s}. */
final class Stopwatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final long begun = System.nanoTime();

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  boolean isPast(Duration limit) {
    return elapsed().compareTo(limit) > 0;
  }

  @Override
  public String toString() {
    return seconds(elapsed());
  }

  /** Seconds with one decimal place, rounded half up. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / NANOS_PER_SECOND);
  }
}
