package dev.cityhall.arch.bad.quota;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** Reads the system clock. */
public record QuotaOfToday() {

  static boolean isOver(LocalDate until) {
    return LocalDate.now(ZoneOffset.UTC).isAfter(until);
  }
}
