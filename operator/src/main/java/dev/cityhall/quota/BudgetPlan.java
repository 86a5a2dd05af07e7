package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a department's budget is to lie on its native quotas.
 *
 * @param budget sum of the grants in force
 * @param targets amounts of each namespace's quota
 * @param ordered namespaces whose quota may go below what they use
 */
public record BudgetPlan(Amounts budget, Map<String, Amounts> targets, Set<String> ordered) {

  /** What each quota may be set to now, all at the same time. */
  public Map<String, Amounts> next(Map<String, NativeQuota> observed) {
    var pinned = new LinkedHashMap<String, Amounts>();
    targets.forEach(
        (name, target) -> {
          var used = observed.getOrDefault(name, NativeQuota.ABSENT).used();
          var floor = ordered.contains(name) ? Amounts.NONE : used.only(target.keys());
          pinned.put(name, target.max(floor));
        });
    return BoundRule.next(budget, pinned, observed);
  }

  /** Whether every quota that stands has what it shall have in the end. */
  public boolean isReached(Map<String, NativeQuota> observed) {
    return targets.entrySet().stream()
        .filter(target -> observed.containsKey(target.getKey()))
        .allMatch(
            target ->
                target
                    .getValue()
                    .equals(observed.getOrDefault(target.getKey(), NativeQuota.ABSENT).hard()));
  }
}
