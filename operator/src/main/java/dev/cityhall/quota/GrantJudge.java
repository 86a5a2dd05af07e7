package dev.cityhall.quota;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaSpec;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.condition.Conditions;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import dev.cityhall.measure.Amounts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be said of a grant. Pure. */
final class GrantJudge {

  static final String GRANTED = "Granted";

  /**
   * What a grant asks for at a moment.
   *
   * @param amounts its hard amounts within its validity, else nothing
   * @param reason GRANTED within the validity, NOT_YET_VALID before, EXPIRED after
   * @param changesAt when this will change by itself
   */
  record Asked(Amounts amounts, Reason reason, Optional<Instant> changesAt) {

    static Asked of(DepartmentQuotaSpec spec, Instant now) {
      var from = Optional.ofNullable(spec.validFrom()).map(Asked::parse);
      var until = Optional.ofNullable(spec.validUntil()).map(Asked::parse);
      if (until.isPresent() && !now.isBefore(until.get())) {
        return new Asked(Amounts.NONE, Reason.EXPIRED, Optional.empty());
      }
      if (from.isPresent() && now.isBefore(from.get())) {
        return new Asked(Amounts.NONE, Reason.NOT_YET_VALID, from);
      }
      return new Asked(Amounts.parse(spec.hard()), Reason.GRANTED, until);
    }

    private static Instant parse(String time) {
      return OffsetDateTime.parse(time).toInstant();
    }
  }

  /**
   * The whole status; equal to {@code before} when nothing changed. The figures of use stay as they
   * were.
   *
   * @param departmentIsKnown whether the department has a DepartmentTenant
   */
  static DepartmentQuotaStatus status(
      @Nullable DepartmentQuotaStatus before,
      DepartmentQuota quota,
      Asked asked,
      PoolPlan.Decision decision,
      boolean departmentIsKnown,
      Instant now) {
    var department = quota.getSpec().department();
    var verdict = departmentIsKnown ? granted(asked, decision) : unknown(department);
    var generation = quota.getMetadata().getGeneration();
    var earlier = before == null ? List.<Condition>of() : before.conditions();
    var conditions = Conditions.of(earlier, List.of(verdict), verdict, generation, now);
    return new DepartmentQuotaStatus(
        generation,
        conditions,
        decision.granted().toQuantities(),
        before == null ? Map.of() : before.used(),
        before == null ? Map.of() : before.headroom(),
        before == null ? null : before.summary());
  }

  private static Verdict unknown(String department) {
    return Verdict.fails(
        GRANTED,
        Reason.UNKNOWN_DEPARTMENT,
        "there is no DepartmentTenant %s, so nothing is granted; create it, or correct spec.department by a new grant"
            .formatted(department));
  }

  private static Verdict granted(Asked asked, PoolPlan.Decision decision) {
    if (!decision.isComplete()) {
      return Verdict.fails(
          GRANTED,
          Reason.POOL_EXHAUSTED,
          "the city's pool has no room for this grant: asked %s, short by %s; in force is %s; place %d in the queue, the oldest first. Enlarge spec.pool of City/city, lower this grant, or end another"
              .formatted(
                  asked.amounts(),
                  decision.missing(),
                  decision.granted().isEmpty() ? "nothing" : decision.granted(),
                  decision.place()));
    }
    return Verdict.holds(GRANTED, asked.reason(), message(asked));
  }

  private static String message(Asked asked) {
    return switch (asked.reason()) {
      case EXPIRED -> "the grant's validity is over; its amounts no longer count";
      case NOT_YET_VALID -> "the grant counts from spec.validFrom on";
      default -> "in force: " + asked.amounts();
    };
  }

  private GrantJudge() {}
}
