package dev.cityhall.quota;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which grants the city's pool can carry, so that {@code Σ over departments of max(budget,
 * bounds of its native quotas) ≤ pool}. Pure.
 *
 * <p>A grant that shrinks or ends is granted at once; the room it leaves is given out only after
 * the department's native quotas have followed. A grant that rises is served whole or not at all,
 * the oldest first; what does not fit waits and keeps what it had.
 */
public final class PoolPlan {

  /**
   * What becomes of one grant.
   *
   * @param granted amounts in force from now on
   * @param missing by how much the pool falls short; empty when all was granted
   */
  public record Decision(Amounts granted, Amounts missing) {

    public boolean isComplete() {
      return missing.isEmpty();
    }
  }

  /**
   * Decides every grant of the city.
   *
   * @param pool pool times overcommit; empty when no City declares one; a key that is absent is not
   *     limited
   * @param bounds by department, the sum of its native quotas' bounds
   * @return decision by name of the grant
   */
  public static Map<String, Decision> of(
      Optional<Amounts> pool, List<Grant> grants, Map<String, Amounts> bounds) {
    var ordered =
        grants.stream().sorted(comparing(Grant::created).thenComparing(Grant::name)).toList();
    var decisions = new LinkedHashMap<String, Decision>();
    var budgets = new LinkedHashMap<String, Amounts>();
    for (var grant : ordered) {
      var kept = keptOf(grant);
      decisions.put(grant.name(), new Decision(kept, Amounts.NONE));
      budgets.merge(grant.department(), kept, Amounts::plus);
    }
    for (var grant : ordered) {
      var kept = decisionOf(decisions, grant).granted();
      if (kept.equals(grant.asked())) {
        continue;
      }
      var raise = grant.asked().minus(kept);
      var missing = missing(pool, budgets, bounds, grant.department(), raise);
      if (missing.isEmpty()) {
        decisions.put(grant.name(), new Decision(grant.asked(), Amounts.NONE));
        budgets.merge(grant.department(), raise, Amounts::plus);
      } else {
        decisions.put(grant.name(), new Decision(kept, missing));
      }
    }
    return decisions;
  }

  /** What of the amounts in force stays while the raise is judged: nothing beyond what is asked. */
  private static Amounts keptOf(Grant grant) {
    var kept = grant.granted().only(grant.asked().keys());
    return kept.minus(kept.minus(grant.asked()));
  }

  private static Decision decisionOf(Map<String, Decision> decisions, Grant grant) {
    return requireNonNull(decisions.get(grant.name()));
  }

  private static Amounts missing(
      Optional<Amounts> pool,
      Map<String, Amounts> budgets,
      Map<String, Amounts> bounds,
      String department,
      Amounts raise) {
    if (pool.isEmpty()) {
      return Amounts.NONE;
    }
    var limit = pool.get();
    var after = new LinkedHashMap<>(budgets);
    after.merge(department, raise, Amounts::plus);
    var departments = new HashSet<>(after.keySet());
    departments.addAll(bounds.keySet());
    var claimed = Amounts.NONE;
    for (var name : departments) {
      var budget = after.getOrDefault(name, Amounts.NONE);
      claimed = claimed.plus(budget.max(bounds.getOrDefault(name, Amounts.NONE)));
    }
    var lacking = new TreeMap<QuotaKey, Long>();
    for (var key : raise.keys()) {
      var over = limit.has(key) ? claimed.orZero(key) - limit.orZero(key) : 0;
      if (over > 0 && raise.orZero(key) > 0) {
        lacking.put(key, over);
      }
    }
    return Amounts.of(lacking);
  }

  private PoolPlan() {}
}
