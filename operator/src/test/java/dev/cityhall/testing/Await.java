package dev.cityhall.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and fails with what was seen last. */
public final class Await {

  /** Longest that anything in a test may take, on a machine that others use too. */
  public static final Duration LONG = Duration.ofSeconds(90);

  private static final long LOOK_EVERY_NANOS = 25_000_000;

  /** Waits until it holds. */
  public static void until(String what, BooleanSupplier holds) {
    until(what, holds, () -> "");
  }

  /** Waits until it holds; the last look goes into the failure. */
  public static void until(String what, BooleanSupplier holds, Supplier<Object> lastLook) {
    var deadline = System.nanoTime() + LONG.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "waited %d s for: %s %s".formatted(LONG.toSeconds(), what, lastLook.get()));
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  /** Waits until there is one. */
  public static <T> T present(String what, Supplier<Optional<T>> source) {
    var deadline = System.nanoTime() + LONG.toNanos();
    for (; ; ) {
      var found = source.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited %d s for: %s".formatted(LONG.toSeconds(), what));
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private Await() {}
}
