package dev.cityhall.bench.quota.city;

import dev.cityhall.measure.Amounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A day of a city, the same for the same seed: replicas of every system in slots of five minutes.
 *
 * <p>Most systems follow the offices' hours with a dip at noon, some work at night, some all day. A
 * department's budget is a part more than their highest sum; while the offices are open, its
 * systems grow in turn, one at a time, by as many pods as fill the budget up to the percentage
 * asked for. So never more is wanted than the budget allows. Each system is rolled out once, of a
 * department one at a time.
 */
final class DayPlan {

  private static final int SLOTS = 288;
  private static final int PER_HOUR = SLOTS / 24;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final double SECONDS_PER_SLOT = (double) SECONDS_PER_DAY / SLOTS;

  /** The budget beyond the highest sum of what the systems want without their growth. */
  private static final int BUDGET_PERCENT = 115;

  private static final int GROWTH_SLOTS = PER_HOUR;
  private static final int MOST_GROWTH = 12;

  private final Random random;
  private final int fillPercent;
  private final Map<App, int[]> replicas = new LinkedHashMap<>();
  private final Map<String, Amounts> budgets = new TreeMap<>();

  private DayPlan(long seed, int fillPercent) {
    this.random = new Random(seed);
    this.fillPercent = fillPercent;
  }

  /**
   * Makes the plan.
   *
   * @param fillPercent of the budget that is wanted at the peaks
   * @param hoursPerMinute of the day, in a minute of real time
   */
  static Plan of(List<App> apps, long seed, int fillPercent, double hoursPerMinute) {
    var plan = new DayPlan(seed, fillPercent);
    apps.forEach(app -> plan.replicas.put(app, plan.curve()));
    var departments = new LinkedHashMap<String, List<App>>();
    apps.forEach(a -> departments.computeIfAbsent(a.department(), d -> new ArrayList<>()).add(a));
    departments.forEach(plan::grow);
    var scale = 60 * hoursPerMinute;
    var orders = new ArrayList<Order>();
    departments.values().forEach(ofOne -> plan.order(ofOne, scale, orders));
    orders.sort(Comparator.comparingDouble(Order::atSeconds));
    var first = new LinkedHashMap<App, Integer>();
    plan.replicas.forEach((app, slots) -> first.put(app, slots[0]));
    return new Plan(plan.budgets, first, orders, SECONDS_PER_DAY / scale);
  }

  private int[] curve() {
    var base = 1 + random.nextInt(3);
    var peak = base + 3 + random.nextInt(5);
    var kind = random.nextInt(100);
    var slots = new int[SLOTS];
    if (kind < 60) {
      offices(slots, base, peak);
    } else if (kind < 75) {
      nights(slots, peak);
    } else {
      always(slots, base + 1);
    }
    return slots;
  }

  /**
   * Up in two steps in the morning, down to the middle at noon, down in two steps in the evening.
   */
  private void offices(int[] slots, int base, int peak) {
    var middle = (base + peak) / 2;
    set(slots, 0, SLOTS, base);
    set(slots, hour(8), hour(18), middle);
    set(slots, hour(9), hour(12), peak);
    set(slots, hour(13.5), hour(17), peak);
  }

  /** From late in the evening until early in the morning, over midnight. */
  private void nights(int[] slots, int peak) {
    set(slots, 0, SLOTS, 1);
    set(slots, 0, hour(4), peak);
    set(slots, hour(22), SLOTS, peak);
  }

  private void always(int[] slots, int base) {
    for (var from = 0; from < SLOTS; from += 4 * PER_HOUR) {
      set(slots, from, Math.min(SLOTS, from + 4 * PER_HOUR), base + random.nextInt(3));
    }
  }

  /** So many hours after midnight, half an hour sooner or later. */
  private int hour(double hour) {
    return (int) (hour * PER_HOUR) - PER_HOUR / 2 + random.nextInt(PER_HOUR);
  }

  private static void set(int[] slots, int from, int until, int replicas) {
    for (var slot = from; slot < until; slot++) {
      slots[slot] = replicas;
    }
  }

  /** Sets the budget, then fills it while the offices are open. */
  private void grow(String department, List<App> apps) {
    var highest = Amounts.NONE;
    for (var slot = 0; slot < SLOTS; slot++) {
      highest = highest.max(wanted(apps, slot));
    }
    var budget = Plan.percent(highest, BUDGET_PERCENT);
    budgets.put(department, budget);
    var allowed = Plan.percent(budget, fillPercent);
    var turn = random.nextInt(apps.size());
    for (var slot = 9 * PER_HOUR; slot < 17 * PER_HOUR; slot += GROWTH_SLOTS) {
      growOne(apps, apps.get(turn++ % apps.size()), slot, allowed);
    }
  }

  /** One system wants more for most of an hour, as much as is allowed. */
  private void growOne(List<App> apps, App app, int from, Amounts allowed) {
    var slots = replicas.get(app);
    var before = slots.clone();
    for (var more = 1; more <= MOST_GROWTH; more++) {
      var last = slots.clone();
      for (var slot = from; slot < from + GROWTH_SLOTS - 2; slot++) {
        slots[slot] = before[slot] + more;
      }
      if (!fits(apps, from, allowed)) {
        System.arraycopy(last, 0, slots, 0, SLOTS);
        return;
      }
    }
  }

  /** Orders come at any time within a slot, so that two neighbours may be in force at once. */
  private boolean fits(List<App> apps, int from, Amounts allowed) {
    for (var slot = from; slot < from + GROWTH_SLOTS; slot++) {
      if (!wanted(apps, slot).fitsIn(allowed)) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the larger of this slot and the one before. */
  private Amounts wanted(List<App> apps, int slot) {
    return Plan.sum(
        apps.stream().map(app -> app.size().of(most(replicas.get(app), slot))).toList());
  }

  private static int most(int[] slots, int slot) {
    return Math.max(slots[slot], slots[Math.max(0, slot - 1)]);
  }

  private void order(List<App> apps, double scale, List<Order> orders) {
    var share = (double) SECONDS_PER_DAY / apps.size();
    for (var turn = 0; turn < apps.size(); turn++) {
      var app = apps.get(turn);
      var slots = replicas.get(app);
      for (var slot = 1; slot < SLOTS; slot++) {
        if (slots[slot] != slots[slot - 1]) {
          var at = (slot + random.nextDouble()) * SECONDS_PER_SLOT;
          orders.add(new Order(at / scale, app, slots[slot]));
        }
      }
      var at = (turn + 0.2 + 0.6 * random.nextDouble()) * share;
      orders.add(Order.rollOut(at / scale, app));
    }
  }
}
