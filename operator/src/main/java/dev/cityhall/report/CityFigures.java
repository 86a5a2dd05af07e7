package dev.cityhall.report;

import dev.cityhall.api.CitySpec;
import dev.cityhall.api.CityStatus;
import dev.cityhall.api.Condition;
import dev.cityhall.condition.Conditions;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.CityZone;
import dev.cityhall.quota.Pool;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is counted over the whole city. Pure.
 *
 * @param departments number of DepartmentTenants
 * @param ready number of those that are Ready
 * @param namespaces number of namespaces of all departments
 * @param granted sum of the grants in force
 */
record CityFigures(int departments, int ready, int namespaces, Amounts granted) {

  static final String POOL_SUFFICES = "PoolSuffices";
  static final String TIME_ZONE_KNOWN = "TimeZoneKnown";

  /** The whole status; equal to {@code before} when nothing changed. */
  CityStatus status(@Nullable CityStatus before, long generation, CitySpec city, Instant now) {
    var earlier = before == null ? List.<Condition>of() : before.conditions();
    var message = "%d of %d departments ready".formatted(ready, departments);
    var conditions =
        Conditions.of(
            earlier,
            List.of(poolSuffices(city), timeZoneKnown(city)),
            Verdict.holds(Conditions.READY, Reason.READY, message),
            generation,
            now);
    return new CityStatus(
        generation,
        conditions,
        ready + "/" + departments,
        namespaces,
        granted.toQuantities(),
        before == null ? null : before.reservations());
  }

  private Verdict poolSuffices(CitySpec city) {
    var missing = Pool.capacity(city).map(this::beyond).orElse(Amounts.NONE);
    if (missing.isEmpty()) {
      return Verdict.holds(POOL_SUFFICES, Reason.READY, "the pool covers every grant in force");
    }
    return Verdict.fails(
        POOL_SUFFICES,
        Reason.POOL_EXHAUSTED,
        "grants in force exceed the pool by %s; they stay in force. Enlarge spec.pool, or lower grants"
            .formatted(missing));
  }

  private static Verdict timeZoneKnown(CitySpec city) {
    return CityZone.of(city)
        .map(zone -> Verdict.holds(TIME_ZONE_KNOWN, Reason.READY, "days are those of " + zone))
        .orElseGet(
            () ->
                Verdict.fails(
                    TIME_ZONE_KNOWN,
                    Reason.UNKNOWN_TIME_ZONE,
                    "spec.timeZone: %s is no name of the IANA time zone database, so hints of grants do not count; correct it, such as Asia/Shanghai"
                        .formatted(city.timeZone())));
  }

  private Amounts beyond(Amounts capacity) {
    var over = new TreeMap<QuotaKey, Long>();
    for (var key : granted.keys()) {
      var excess = granted.orZero(key) - capacity.orZero(key);
      if (capacity.has(key) && excess > 0) {
        over.put(key, excess);
      }
    }
    return Amounts.of(over);
  }
}
