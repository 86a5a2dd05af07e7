package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shares a department's budget out over its namespaces by what they use and want: the target of
 * each native quota, which the {@link BoundRule} then approaches by safe steps. Pure and
 * deterministic; namespaces come in the order of the map.
 *
 * <p>Every key of the budget is poured in this order, each level as far as the rest reaches and,
 * but for use, no higher than the ceilings:
 *
 * <ol>
 *   <li>use: nobody below what it uses; a budget below the sum pins everybody at its use;
 *   <li>guarantees, in the order of the namespaces;
 *   <li>pods that were refused to a roll-out, up to the surge of their namespace: they end as many
 *       others;
 *   <li>all other pods that were refused, whole pods only: a pod counts only if all its keys fit.
 *       They leave one reserve untouched, the largest surge of the other namespaces beyond their
 *       guarantees, less what the level before took, so that one roll-out finds room however much
 *       is wanted;
 *   <li>use and surge: room for one roll-out everywhere, by weight; what a namespace was granted in
 *       the levels before counts as its surge;
 *   <li>reserve on top of these, in whole pods: pods that are expected soon;
 *   <li>the rest as headroom, by weight; weight 0 gets none.
 * </ol>
 *
 * <p>Whole pods are granted in turns, so that by weight everybody comes to have as many, those that
 * it uses included. In the third to sixth level weight 0 comes after all others. The sum of these
 * levels is the fair amount.
 *
 * <p>A namespace whose refused pods do not all fit gets neither surge nor headroom of the keys that
 * they are charged: what waits would take it at once. If all wait in vain, nobody holds the
 * reserve.
 *
 * <p>What stands is left alone, however uneven, while nobody lacks room: a namespace lacks room if
 * it is below what the levels give it, the headroom aside, or if its headroom above use is below
 * its surge or below an eighth of its fair headroom; a surge that cannot be met whole is no lack.
 * It is then raised to its fair amount, out of what nobody holds and then out of what others hold
 * beyond their fair amounts, the largest excess first. Where more pods wait than fit, a namespace
 * that waits too keeps room that stands for its pods up to an eighth beyond its fair number of
 * them, or one pod, so that room does not go to and fro; unless that leaves another below its own
 * by more than as much. Other room that nobody holds is always handed out; what stands beyond the
 * budget or a ceiling is always taken back.
 */
public final class Allocator {

  /**
   * What one namespace has and wants.
   *
   * @param guarantee amounts that it shall have before any weight counts
   * @param ceiling amounts never exceeded except by use; a key that is absent has no ceiling
   * @param weight part of what is poured relative to the other namespaces, 0 or more
   * @param used {@code status.used} of the native quota
   * @param surge room above use for one roll-out
   * @param demands pods that were refused and wait, and pods that are expected
   * @param standing {@code spec.hard} of the native quota; {@link Amounts#NONE} to share out anew,
   *     also where a weight was changed
   */
  public record Need(
      Amounts guarantee,
      Amounts ceiling,
      int weight,
      Amounts used,
      Amounts surge,
      List<Demand> demands,
      Amounts standing) {

    public Need {
      demands = List.copyOf(demands);
    }

    /**
     * Pods of a roll-out beyond the surge are as urgent as any others.
     *
     * @param keys of the budget; others stop no pod
     */
    private Need rolledOutWithinSurge(Set<QuotaKey> keys) {
      var split = new ArrayList<Demand>();
      var left = surge;
      for (var demand : demands) {
        var each = demand.each().only(keys);
        var within =
            demand.urgency() == Urgency.ROLL_OUT ? Math.min(demand.count(), fits(each, left)) : 0;
        left = left.minus(times(each, within));
        if (within > 0) {
          split.add(new Demand(demand.each(), within, Urgency.ROLL_OUT));
        }
        split.add(
            new Demand(
                demand.each(),
                demand.count() - within,
                demand.urgency() == Urgency.ROLL_OUT ? Urgency.REFUSED : demand.urgency()));
      }
      return new Need(guarantee, ceiling, weight, used, surge, split, standing);
    }

    /** How often it fits. */
    private static long fits(Amounts each, Amounts room) {
      return each.keys().stream()
          .filter(key -> each.orZero(key) > 0)
          .mapToLong(key -> room.orZero(key) / each.orZero(key))
          .min()
          .orElse(Long.MAX_VALUE);
    }

    private static Amounts times(Amounts each, long count) {
      var units = new TreeMap<QuotaKey, Long>();
      each.keys().forEach(key -> units.put(key, each.orZero(key) * count));
      return Amounts.of(units);
    }
  }

  /** Whether pods wait, or are only expected. */
  public enum Urgency {

    /** Refused to a Deployment whose older pods are being replaced. */
    ROLL_OUT,
    REFUSED,
    RESERVE
  }

  /**
   * Pods that are wanted and alike.
   *
   * @param each what one of them is charged
   * @param count how many are wanted, 0 or more
   * @param urgency a reserve is met only out of what nobody uses, is guaranteed, needs for a
   *     roll-out or was refused
   */
  public record Demand(Amounts each, long count, Urgency urgency) {

    /** Pods that were refused and wait. */
    public Demand(Amounts each, long count) {
      this(each, count, Urgency.REFUSED);
    }

    /** Pods that are expected soon. */
    public static Demand reserve(Amounts each, long count) {
      return new Demand(each, count, Urgency.RESERVE);
    }
  }

  /**
   * Target of every native quota, with every key of the budget. The sum is at most the budget
   * unless the use alone is more.
   *
   * @param budget the department's budget; a key that is absent is not limited and has no target
   * @param needs by namespace
   */
  public static Map<String, Amounts> targets(Amounts budget, Map<String, Need> needs) {
    var namespaces = List.copyOf(needs.values());
    var levels = new ArrayList<KeyLevels>();
    for (var key : budget.keys()) {
      levels.add(new KeyLevels(key, budget.orZero(key), namespaces));
    }
    levels.forEach(KeyLevels::pourUseAndGuarantees);
    var pods =
        new WholePods(
            namespaces.stream().map(need -> need.rolledOutWithinSurge(budget.keys())).toList(),
            levels);
    pods.grant(Urgency.ROLL_OUT);
    levels.forEach(KeyLevels::keepReserve);
    pods.grantRefused();
    levels.forEach(KeyLevels::pourSurges);
    pods.grant(Urgency.RESERVE);
    var byNamespace = new ArrayList<Map<QuotaKey, Long>>();
    namespaces.forEach(any -> byNamespace.add(new TreeMap<>()));
    for (var level : levels) {
      level.pourHeadroom();
      var amounts = level.settled();
      for (var i = 0; i < amounts.length; i++) {
        byNamespace.get(i).put(level.key(), amounts[i]);
      }
    }
    var targets = new LinkedHashMap<String, Amounts>();
    needs.keySet().forEach(name -> targets.put(name, Amounts.of(byNamespace.get(targets.size()))));
    return targets;
  }

  private Allocator() {}
}
