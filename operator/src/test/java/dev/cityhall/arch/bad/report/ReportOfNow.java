package dev.cityhall.arch.bad.report;

import java.time.InstantSource;

/** Reads the system clock. */
public record ReportOfNow() {

  static InstantSource clock() {
    return InstantSource.system();
  }
}
