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
 * Work without hours, the same for the same seed: every system wants another number of pods again
 * and again, and is rolled out now and then. The budgets are less than what all may want together,
 * so that some of it has to be refused.
 */
final class ChurnPlan {

  private static final int FIRST = 2;
  private static final int FEWEST = 1;
  private static final int MOST = 9;

  /** Of what the systems want when each wants most. */
  private static final int BUDGET_PERCENT = 65;

  /** Seconds between roll-outs of a system, by those between changes of its replicas. */
  private static final double ROLL_OUT_AFTER_CHANGES = 4;

  /**
   * Makes the plan.
   *
   * @param changeSeconds between two changes of a system's replicas, on average
   */
  static Plan of(List<App> apps, long seed, double seconds, double changeSeconds) {
    var random = new Random(seed);
    var most = new TreeMap<String, Amounts>();
    var first = new LinkedHashMap<App, Integer>();
    var orders = new ArrayList<Order>();
    for (var app : apps) {
      most.merge(app.department(), app.size().of(MOST), Amounts::plus);
      first.put(app, FIRST);
      for (var at = wait(random, changeSeconds); at < seconds; at += wait(random, changeSeconds)) {
        orders.add(new Order(at, app, replicas(random)));
      }
      var between = changeSeconds * ROLL_OUT_AFTER_CHANGES;
      for (var at = wait(random, between); at < seconds; at += wait(random, between)) {
        orders.add(Order.rollOut(at, app));
      }
    }
    orders.sort(Comparator.comparingDouble(Order::atSeconds));
    most.replaceAll((department, all) -> Plan.percent(all, BUDGET_PERCENT));
    return new Plan(Map.copyOf(most), first, orders, seconds);
  }

  private static int replicas(Random random) {
    return FEWEST + random.nextInt(MOST - FEWEST + 1);
  }

  /** Between half of it and half more. */
  private static double wait(Random random, double average) {
    return average * (0.5 + random.nextDouble());
  }

  private ChurnPlan() {}
}
