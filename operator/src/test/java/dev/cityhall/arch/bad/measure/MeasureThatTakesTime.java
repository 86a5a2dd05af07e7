package dev.cityhall.arch.bad.measure;

/** Not pure: takes the time. */
public record MeasureThatTakesTime() {

  static long nanos() {
    return System.nanoTime();
  }
}
