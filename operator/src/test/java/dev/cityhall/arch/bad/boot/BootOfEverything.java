package dev.cityhall.arch.bad.boot;

import java.time.Instant;

/** Does what boot alone may do. */
public record BootOfEverything() {

  static void endAfter(Instant time) {
    if (Instant.now().isAfter(time)) {
      System.exit(0);
    }
  }
}
