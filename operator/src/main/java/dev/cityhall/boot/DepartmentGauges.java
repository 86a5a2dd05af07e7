package dev.cityhall.boot;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.WaitingWorkload;
import dev.cityhall.report.DepartmentUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Budget, use and headroom of each department in four resources: cores, bytes and pods; and how
 * much of it waits for quota.
 */
final class DepartmentGauges {

  private static final Map<String, QuotaKey> RESOURCES =
      Map.of(
          "cpu",
          new QuotaKey("requests.cpu"),
          "memory",
          new QuotaKey("requests.memory"),
          "storage",
          QuotaKey.STORAGE,
          "pods",
          QuotaKey.PODS);

  private final DepartmentUse use;
  private final InstantSource clock;
  private final MultiGauge budget;
  private final MultiGauge used;
  private final MultiGauge headroom;
  private final MultiGauge priorityBudget;
  private final MultiGauge priorityUsed;
  private final MultiGauge workloads;
  private final MultiGauge pods;
  private final MultiGauge seconds;

  DepartmentGauges(DepartmentUse use, InstantSource clock, MeterRegistry registry) {
    this.use = use;
    this.clock = clock;
    this.budget = gauge("budget", "Sum of the department's grants in force", registry);
    this.used = gauge("used", "Use of all namespaces of the department", registry);
    this.headroom = gauge("headroom", "What the department may still use; 0 beyond it", registry);
    this.priorityBudget =
        gauge("priority.budget", "Sum of its grants for pods of one PriorityClass", registry);
    this.priorityUsed = gauge("priority.used", "Use of its pods of that class", registry);
    this.workloads = gauge("waiting.workloads", "Workloads that wait for quota", registry);
    this.pods = gauge("waiting.pods", "Pods that they lack", registry);
    this.seconds = gauge("waiting.seconds", "How long the first of them has waited", registry);
  }

  private static MultiGauge gauge(String what, String description, MeterRegistry registry) {
    return MultiGauge.builder("cityhall.department." + what)
        .description(description)
        .register(registry);
  }

  /** Takes the figures of now; a department that left, or a key without budget, has none. */
  void refresh() {
    var budgets = new ArrayList<Row<?>>();
    var uses = new ArrayList<Row<?>>();
    var rooms = new ArrayList<Row<?>>();
    for (var department : use.departments()) {
      var figures = use.of(department);
      var tags = Tags.of("department", department);
      add(tags, use.budget(department), budgets);
      add(tags, figures.used(), uses);
      add(tags, figures.headroom(), rooms);
    }
    budget.register(budgets, true);
    used.register(uses, true);
    headroom.register(rooms, true);
    refreshPriorities();
    refreshWaiting();
  }

  private void refreshPriorities() {
    var budgets = new ArrayList<Row<?>>();
    var uses = new ArrayList<Row<?>>();
    for (var department : use.departments()) {
      for (var apart : use.byPriority(department)) {
        var tags = Tags.of("department", department, "priority_class", apart.priorityClass());
        add(tags, apart.budget(), budgets);
        add(tags, apart.used(), uses);
      }
    }
    priorityBudget.register(budgets, true);
    priorityUsed.register(uses, true);
  }

  private void refreshWaiting() {
    var counts = new ArrayList<Row<?>>();
    var lacks = new ArrayList<Row<?>>();
    var times = new ArrayList<Row<?>>();
    var now = clock.instant();
    for (var department : use.departments()) {
      var tags = Tags.of("department", department);
      var waiting = use.waiting(department);
      counts.add(Row.of(tags, waiting.size()));
      lacks.add(Row.of(tags, waiting.stream().mapToDouble(WaitingWorkload::count).sum()));
      times.add(Row.of(tags, waiting.isEmpty() ? 0 : secondsSince(waiting.get(0).since(), now)));
    }
    workloads.register(counts, true);
    pods.register(lacks, true);
    seconds.register(times, true);
  }

  /** Not below 0: the refusal is dated by another clock. */
  private static long secondsSince(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toSeconds());
  }

  private static void add(Tags tags, Amounts amounts, List<Row<?>> rows) {
    RESOURCES.forEach(
        (resource, key) -> {
          if (amounts.has(key)) {
            var amount = (double) amounts.orZero(key) / key.unitsPerOne();
            rows.add(Row.of(tags.and("resource", resource), amount));
          }
        });
  }
}
