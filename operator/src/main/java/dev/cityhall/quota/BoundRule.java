package dev.cityhall.quota;

import static java.util.Objects.requireNonNull;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The bound rule: the next {@code spec.hard} of each native quota, so that at every revision of the
 * API server {@code Σ max(spec.hard, status.hard, status.used) ≤ budget} for every key.
 *
 * <p>All results of one call may be written at the same time, in any order, and some not at all. A
 * shrink is always safe; a raise takes only from what no bound covers, so room that a shrink frees
 * is given out by a later call, after {@code status.hard} has followed.
 */
public final class BoundRule {

  /**
   * Next step for every namespace of a department.
   *
   * @param budget the department's budget; a key that is absent is not limited
   * @param targets what each namespace shall have in the end
   * @param quotas every native quota of the department, also of namespaces without target
   * @return {@code spec.hard} to write, for every namespace with a target; equal to what stands
   *     where nothing is to be done
   */
  public static Map<String, Amounts> next(
      Amounts budget, Map<String, Amounts> targets, Map<String, NativeQuota> quotas) {
    var next = new LinkedHashMap<String, Map<QuotaKey, Long>>();
    targets.keySet().forEach(name -> next.put(name, new TreeMap<>()));
    var keys = new TreeSet<QuotaKey>();
    targets.values().forEach(target -> keys.addAll(target.keys()));
    for (var key : keys) {
      var free = free(key, budget, quotas);
      for (var target : targets.entrySet()) {
        if (!target.getValue().has(key)) {
          continue;
        }
        var quota = quotas.getOrDefault(target.getKey(), NativeQuota.ABSENT);
        var wanted = target.getValue().orZero(key);
        var bound = quota.bound(key);
        var raise = Math.min(Math.max(0, wanted - bound), free);
        free -= raise;
        requireNonNull(next.get(target.getKey()))
            .put(key, wanted <= bound ? wanted : bound + raise);
      }
    }
    var amounts = new LinkedHashMap<String, Amounts>();
    next.forEach((name, units) -> amounts.put(name, Amounts.of(units)));
    return amounts;
  }

  /** What no bound of the department covers; never negative. */
  private static long free(QuotaKey key, Amounts budget, Map<String, NativeQuota> quotas) {
    if (!budget.has(key)) {
      return Long.MAX_VALUE;
    }
    var free = budget.orZero(key);
    for (var quota : quotas.values()) {
      free -= Math.min(free, quota.bound(key));
    }
    return free;
  }

  private BoundRule() {}
}
