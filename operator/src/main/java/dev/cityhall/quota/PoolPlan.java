package dev.cityhall.quota;

import static java.util.Comparator.comparing;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
   * @param place in the queue, the oldest first, of those that miss one of the same keys; from 1,
   *     and 0 when all was granted
   */
  public record Decision(Amounts granted, Amounts missing, int place) {

    /** Of the first in the queue, or of one that does not wait. */
    public Decision(Amounts granted, Amounts missing) {
      this(granted, missing, missing.isEmpty() ? 0 : 1);
    }

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
    var claims = new Claims(bounds);
    ordered.forEach(grant -> claims.add(grant.department(), keptOf(grant).max(grant.reserved())));
    var decisions = new LinkedHashMap<String, Decision>();
    for (var grant : ordered) {
      var settled = ofOneThatRaisesNothing(grant);
      var decision = settled.orElseGet(() -> raised(pool, grant, claims));
      decisions.put(grant.name(), decision.isComplete() ? decision : behind(decisions, decision));
    }
    return decisions;
  }

  /** In the queue behind those that were decided before. */
  private static Decision behind(Map<String, Decision> earlier, Decision decision) {
    var ahead =
        earlier.values().stream()
            .filter(other -> other.missing().keys().stream().anyMatch(decision.missing()::has))
            .count();
    return new Decision(decision.granted(), decision.missing(), (int) ahead + 1);
  }

  private static Decision raised(Optional<Amounts> pool, Grant grant, Claims claims) {
    var kept = keptOf(grant);
    var raise = grant.asked().minus(kept);
    var missing = missing(pool, claims.totalWith(grant.department(), raise), raise);
    if (!missing.isEmpty()) {
      return new Decision(kept, missing);
    }
    claims.add(grant.department(), raise);
    return new Decision(grant.asked(), Amounts.NONE);
  }

  /** What becomes of a grant that raises nothing, whatever the others ask for. */
  static Optional<Decision> ofOneThatRaisesNothing(Grant grant) {
    return keptOf(grant).equals(grant.asked())
        ? Optional.of(new Decision(grant.asked(), Amounts.NONE))
        : Optional.empty();
  }

  /**
   * What becomes of a grant that only limits some of the department's pods: it takes nothing from
   * the pool, as the pods count in the department's budget as well.
   */
  static Optional<Decision> ofOneWithinABudget(Grant grant, Plane plane) {
    return plane.isWhole()
        ? Optional.empty()
        : Optional.of(new Decision(grant.asked(), Amounts.NONE));
  }

  /** What the departments hold of the pool: each the larger of its budget and its bounds. */
  private static final class Claims {

    private final Map<String, Amounts> bounds;
    private final Map<String, Amounts> budgets = new HashMap<>();
    private Amounts total = Amounts.NONE;

    Claims(Map<String, Amounts> bounds) {
      this.bounds = bounds;
      bounds.values().forEach(bound -> total = total.plus(bound));
    }

    void add(String department, Amounts raise) {
      total = totalWith(department, raise);
      budgets.merge(department, raise, Amounts::plus);
    }

    /** The sum over all departments if this one's budget were raised so. */
    Amounts totalWith(String department, Amounts raise) {
      var bound = bounds.getOrDefault(department, Amounts.NONE);
      var budget = budgets.getOrDefault(department, Amounts.NONE);
      var before = budget.max(bound);
      return total.plus(budget.plus(raise).max(bound).minus(before));
    }
  }

  /** What of the amounts in force stays while the raise is judged: nothing beyond what is asked. */
  private static Amounts keptOf(Grant grant) {
    return grant.granted().only(grant.asked().keys()).atMost(grant.asked());
  }

  /** By how much the pool falls short, by key of the raise. */
  private static Amounts missing(Optional<Amounts> pool, Amounts claimed, Amounts raise) {
    var lacking = new TreeMap<QuotaKey, Long>();
    for (var key : pool.isEmpty() ? Set.<QuotaKey>of() : raise.keys()) {
      var limit = pool.get();
      var over = limit.has(key) ? claimed.orZero(key) - limit.orZero(key) : 0;
      if (over > 0 && raise.orZero(key) > 0) {
        lacking.put(key, over);
      }
    }
    return Amounts.of(lacking);
  }

  private PoolPlan() {}
}
