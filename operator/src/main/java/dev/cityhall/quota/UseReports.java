package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Conditions;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeSet;
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

  /** How long a department is left in peace after it was set up or changed. */
  static final Duration SETTLED = Duration.ofSeconds(30);

  private static final int VISIBLE_PER_BUDGET = 100;

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
        && isSettled(department, now.minus(SETTLED));
  }

  private boolean isSettled(String department, Instant since) {
    return mirror
        .get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department))
        .filter(tenant -> isSettled(tenant.kept().at("/status/conditions"), since))
        .isPresent();
  }

  /** Whether nothing has been under way there since a moment. */
  static boolean isSettled(JsonNode conditions, Instant since) {
    for (var condition : conditions) {
      if (condition.path("type").asText().equals(Conditions.RECONCILING)) {
        return condition.path("status").asText().equals("False")
            && !parse(condition.path("lastTransitionTime").asText()).isAfter(since);
      }
    }
    return false;
  }

  /** A time that cannot be read is long ago. */
  private static Instant parse(String time) {
    try {
      return Instant.parse(time);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /**
   * Whether people would see a difference: by a hundredth of the budget or more in some key, or
   * that it has become full, or is so no longer.
   *
   * @param now figures with the keys of the grant
   * @param budget of the department
   */
  static boolean isNews(@Nullable DepartmentQuotaStatus before, UseSummary now, Amounts budget) {
    var used = before == null ? Amounts.NONE : Amounts.parse(before.used());
    var headroom = before == null ? Amounts.NONE : Amounts.parse(before.headroom());
    var keys = new TreeSet<>(now.used().keys());
    if (!keys.equals(used.keys()) || !keys.equals(headroom.keys())) {
      return true;
    }
    return keys.stream()
        .anyMatch(
            key ->
                isVisible(key, used, now.used(), budget)
                    || isVisible(key, headroom, now.headroom(), budget)
                    || (headroom.orZero(key) == 0) != (now.headroom().orZero(key) == 0));
  }

  private static boolean isVisible(QuotaKey key, Amounts before, Amounts now, Amounts budget) {
    var change = Math.abs(before.orZero(key) - now.orZero(key));
    var hundredth = budget.orZero(key) / (double) VISIBLE_PER_BUDGET;
    return change > 0 && change >= hundredth;
  }
}
