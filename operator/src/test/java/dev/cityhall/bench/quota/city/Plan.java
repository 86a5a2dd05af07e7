package dev.cityhall.bench.quota.city;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What all departments do, known before it begins.
 *
 * @param budgets by department
 * @param first replicas of each system when the load begins
 * @param orders by time
 * @param seconds of load
 */
record Plan(
    Map<String, Amounts> budgets, Map<App, Integer> first, List<Order> orders, double seconds) {

  Map<String, List<App>> byDepartment() {
    return first.keySet().stream()
        .collect(Collectors.groupingBy(App::department, TreeMap::new, Collectors.toList()));
  }

  /** Pods of all budgets together. */
  long pods() {
    return budgets.values().stream().mapToLong(budget -> budget.orZero(QuotaKey.PODS)).sum();
  }

  static Amounts sum(Collection<Amounts> amounts) {
    return amounts.stream().reduce(Amounts.NONE, Amounts::plus);
  }

  /** So many percent of it, rounded down to whole units. */
  static Amounts percent(Amounts amounts, int percent) {
    var scaled = new TreeMap<QuotaKey, Long>();
    amounts
        .keys()
        .forEach(key -> scaled.put(key, Math.floorDiv(amounts.orZero(key) * percent, 100)));
    return Amounts.of(scaled);
  }
}
