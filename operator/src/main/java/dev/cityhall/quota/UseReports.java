package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.measure.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the figures of use in a grant's status are written anew: for their own sake at most
 * once in {@link #EVERY}, only when somebody would see the difference, and not while the department
 * is being set up. With a status that is written anyhow they go along.
 */
final class UseReports {

  /** Least time between two writes for the sake of use alone. */
  static final Duration EVERY = Duration.ofSeconds(10);

  private final Mirror mirror;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  UseReports(Mirror mirror) {
    this.mirror = mirror;
  }

  /** Notes that a grant's status was written. */
  void wrote(String grant, Instant now) {
    written.put(grant, now);
  }

  /** Whether the status of a grant may be written for the sake of use alone. */
  boolean isDue(String grant, String department, Instant now) {
    return !written.getOrDefault(grant, Instant.MIN).isAfter(now.minus(EVERY))
        && Settled.isSettled(mirror, department, now);
  }

  /**
   * Whether people would see a difference: by a hundredth of the budget or more in some key, or
   * that it has become full, or is so no longer.
   *
   * @param now figures with the keys of the grant
   * @param budget of the department
   */
  static boolean isNews(@Nullable DepartmentQuotaStatus before, UseSummary now, Amounts budget) {
    return before == null
        ? !now.used().isEmpty()
        : now.isNewsAfter(before.used(), before.headroom(), budget);
  }
}
