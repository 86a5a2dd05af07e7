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
import java.util.SortedMap;
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
   * @param systems environments of each system of the department; empty if it has no
   *     DepartmentTenant
   */
  static DepartmentQuotaStatus status(
      @Nullable DepartmentQuotaStatus before,
      DepartmentQuota quota,
      Asked asked,
      PoolPlan.Decision decision,
      Optional<SortedMap<String, List<String>>> systems,
      Instant now) {
    var department = quota.getSpec().department();
    var only = Optional.ofNullable(quota.getSpec().priorityClassName());
    var verdict = systems.isPresent() ? granted(asked, decision, only) : unknown(department);
    var remark = systems.flatMap(known -> DistributionJudge.of(quota.getSpec(), known));
    var generation = quota.getMetadata().getGeneration();
    var earlier = before == null ? List.<Condition>of() : before.conditions();
    var ready = remark.filter(r -> !r.holds()).map(r -> and(verdict, r)).orElse(verdict);
    var judged = Conditions.of(earlier, List.of(verdict), ready, generation, now);
    var conditions =
        remark.map(r -> Conditions.withRemark(judged, earlier, r, generation, now)).orElse(judged);
    return new DepartmentQuotaStatus(
        generation,
        conditions,
        decision.granted().toQuantities(),
        before == null ? Map.of() : before.used(),
        before == null ? Map.of() : before.headroom(),
        before == null ? null : before.summary());
  }

  /** What is said when it is ready. */
  private static Verdict and(Verdict verdict, Verdict remark) {
    return Verdict.holds(
        verdict.type(), verdict.reason(), verdict.message() + "; but " + remark.message());
  }

  private static Verdict unknown(String department) {
    return Verdict.fails(
        GRANTED,
        Reason.UNKNOWN_DEPARTMENT,
        "there is no DepartmentTenant %s, so nothing is granted; create it, or correct spec.department by a new grant"
            .formatted(department));
  }

  private static Verdict granted(Asked asked, PoolPlan.Decision decision, Optional<String> only) {
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
    var message =
        only.map(priorityClass -> message(asked, priorityClass)).orElseGet(() -> message(asked));
    return Verdict.holds(GRANTED, asked.reason(), message);
  }

  private static String message(Asked asked) {
    return switch (asked.reason()) {
      case EXPIRED -> "the grant's validity is over; its amounts no longer count";
      case NOT_YET_VALID -> "the grant counts from spec.validFrom on";
      default -> "in force: " + asked.amounts();
    };
  }

  /** Of a grant that limits the pods of one PriorityClass. */
  private static String message(Asked asked, String priorityClass) {
    return switch (asked.reason()) {
      case EXPIRED ->
          "the grant's validity is over, so pods of PriorityClass %s start only within other grants for it; delete the grant if they shall not be limited apart any more"
              .formatted(priorityClass);
      case NOT_YET_VALID ->
          "the grant counts from spec.validFrom on; until then pods of PriorityClass %s start only within other grants for it"
              .formatted(priorityClass);
      default ->
          "in force for pods of PriorityClass %s: %s".formatted(priorityClass, asked.amounts());
    };
  }

  private GrantJudge() {}
}
