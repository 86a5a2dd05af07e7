package dev.cityhall.bench.quota.city;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The load is what the page about it says. */
class PlansTest {

  private static final List<App> CITY = Roster.read(52);

  @Test
  void theCityHasItsDepartmentsAndSystems() {
    assertThat(CITY).hasSize(304).doesNotHaveDuplicates();
    assertThat(CITY.stream().map(App::department).distinct()).hasSize(52);
  }

  @Test
  void theSameSeedMakesTheSameDayAndAnotherSeedAnother() {
    var day = DayPlan.of(CITY, 1, 95, 2);

    assertThat(DayPlan.of(CITY, 1, 95, 2)).isEqualTo(day);
    assertThat(DayPlan.of(CITY, 2, 95, 2).orders()).isNotEqualTo(day.orders());
    assertThat(ChurnPlan.of(CITY, 1, 60, 10)).isEqualTo(ChurnPlan.of(CITY, 1, 60, 10));
  }

  @Test
  void aDayNeverWantsMoreThanItsBudgetsAndNearlyAllOfThemAtThePeak() {
    var day = DayPlan.of(CITY, 1, 95, 2);
    var replicas = new HashMap<>(day.first());
    var highest = new HashMap<String, Long>();

    for (var order : day.orders()) {
      if (!order.isRollOut()) {
        replicas.put(order.app(), order.replicas());
        var department = order.app().department();
        var wanted = wanted(replicas, department);
        assertThat(wanted.fitsIn(day.budgets().get(department))).as("%s", order).isTrue();
        highest.merge(department, percent(wanted, day.budgets().get(department)), Math::max);
      }
    }

    assertThat(highest.values().stream().mapToLong(l -> l).average().orElse(0))
        .isBetween(90.0, 95.0);
    assertThat(day.orders().stream().filter(Order::isRollOut)).hasSize(304);
    assertThat(day.orders().get(day.orders().size() - 1).atSeconds()).isLessThan(720);
  }

  private static Amounts wanted(Map<App, Integer> replicas, String department) {
    return Plan.sum(
        replicas.entrySet().stream()
            .filter(e -> e.getKey().department().equals(department))
            .map(e -> e.getKey().size().of(e.getValue()))
            .toList());
  }

  /** Of the key of which most is wanted. */
  private static long percent(Amounts wanted, Amounts budget) {
    return budget.keys().stream()
        .mapToLong((QuotaKey key) -> 100 * wanted.orZero(key) / budget.orZero(key))
        .max()
        .orElse(0);
  }
}
