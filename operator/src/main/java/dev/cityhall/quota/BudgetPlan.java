package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a department's budget is to lie on its native quotas. Pure.
 *
 * @param budget sum of the grants in force
 * @param targets amounts of each namespace's quota, as long as use and demand do not move them
 * @param ordered namespaces whose quota may go below what they use
 * @param elastic entitlement of each namespace whose amounts follow use and demand; empty without
 *     an elastic grant
 */
public record BudgetPlan(
    Amounts budget,
    Map<String, Amounts> targets,
    Set<String> ordered,
    Map<String, ElasticShare> elastic) {

  /** What each quota may be set to now, all at the same time. */
  public Map<String, Amounts> next(Map<String, NativeQuota> observed, Wishes wishes) {
    var pinned = new LinkedHashMap<String, Amounts>();
    goal(observed, wishes)
        .forEach(
            (name, target) -> {
              var used = observed.getOrDefault(name, NativeQuota.ABSENT).used();
              var floor = ordered.contains(name) ? Amounts.NONE : used.only(target.keys());
              pinned.put(name, target.max(floor));
            });
    return BoundRule.next(budget, pinned, observed);
  }

  private Map<String, Amounts> goal(Map<String, NativeQuota> observed, Wishes wishes) {
    if (elastic.isEmpty()) {
      return targets;
    }
    var needs = new LinkedHashMap<String, Allocator.Need>();
    elastic.forEach(
        (name, share) ->
            needs.put(
                name, need(name, share, observed.getOrDefault(name, NativeQuota.ABSENT), wishes)));
    var goal = new LinkedHashMap<>(targets);
    Allocator.targets(budgetOf(observed), needs)
        .forEach((name, amounts) -> goal.merge(name, amounts, Amounts::with));
    return goal;
  }

  /** What namespaces without an elastic share hold, such as retired ones, is not to be had. */
  private Amounts budgetOf(Map<String, NativeQuota> observed) {
    var held =
        observed.entrySet().stream()
            .filter(quota -> !elastic.containsKey(quota.getKey()))
            .map(quota -> quota.getValue().bounds())
            .reduce(Amounts.NONE, Amounts::plus);
    return budget.minus(held);
  }

  private Allocator.Need need(String name, ElasticShare share, NativeQuota quota, Wishes wishes) {
    var surge =
        share.surge().isEmpty()
            ? wishes.largestPods().getOrDefault(name, Amounts.NONE).max(onePod())
            : share.surge();
    return new Allocator.Need(
        share.guarantee(),
        share.ceiling(),
        share.weight(),
        quota.used(),
        surge.only(budget.keys()),
        wishes.demands().getOrDefault(name, List.of()),
        quota.hard().only(budget.keys()));
  }

  private static Amounts onePod() {
    return Amounts.of(QuotaKey.PODS, 1);
  }

  /**
   * Whether every quota that stands has what it shall have in the end; where that follows use,
   * whether the use is within the budget.
   */
  public boolean isReached(Map<String, NativeQuota> observed) {
    if (!elastic.isEmpty()) {
      var used =
          observed.values().stream().map(NativeQuota::used).reduce(Amounts.NONE, Amounts::plus);
      return used.only(budget.keys()).fitsIn(budget);
    }
    return targets.entrySet().stream()
        .filter(target -> observed.containsKey(target.getKey()))
        .allMatch(
            target ->
                target
                    .getValue()
                    .equals(observed.getOrDefault(target.getKey(), NativeQuota.ABSENT).hard()));
  }
}
