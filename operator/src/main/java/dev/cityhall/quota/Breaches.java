package dev.cityhall.quota;

import dev.cityhall.cluster.Events;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether more pods exist than a department's budget allows. The quotas keep that from
 * happening as long as their assumptions hold; if it does happen, it is said, with the pods, and
 * nothing is raised until it is over.
 */
final class Breaches {

  private static final Logger log = LoggerFactory.getLogger(Breaches.class);
  private static final int MOST_NAMED = 5;

  private final Mirror mirror;
  private final LiveUse use;
  private final Events events;

  /** Under what the pods of a department were seen to fit last. */
  private final Map<String, Frame> fitted = new HashMap<>();

  /** Departments in breach at the last look; it counts when it is seen twice. */
  private final Map<String, Integer> seen = new HashMap<>();

  private record Frame(Amounts budget, Set<String> namespaces) {}

  Breaches(Mirror mirror, LiveUse use, Events events) {
    this.mirror = mirror;
    this.use = use;
    this.events = events;
  }

  /**
   * Looks at every department, and lets nothing be raised in one that is in breach.
   *
   * @param over is told departments whose breach is over: what was held back may be raised now
   */
  void lookAtAll(BudgetKeeper keeper, Consumer<String> over) {
    fitted.keySet().retainAll(keeper.departments());
    seen.keySet().retainAll(keeper.departments());
    for (var department : keeper.departments()) {
      var budget = keeper.of(department);
      var namespaces = keeper.observed(department).keySet();
      budget
          .plan()
          .map(plan -> look(department, plan.budget(), namespaces))
          .filter(budget::freeze)
          .ifPresent(breached -> over.accept(department));
    }
  }

  /**
   * Looks at one department.
   *
   * @return whether it is in breach: its pods are more than the budget that they fitted in before
   */
  boolean look(String department, Amounts budget, Set<String> namespaces) {
    var frame = new Frame(budget, new TreeSet<>(namespaces));
    var live = namespaces.stream().map(use::live).reduce(Amounts.NONE, Amounts::plus);
    var over = live.only(budget.keys()).minus(budget).withoutZeros();
    if (over.isEmpty()) {
      fitted.put(department, frame);
      if (seen.remove(department) != null) {
        log.info("the pods of {} fit in its budget again", department);
      }
      return false;
    }
    if (!frame.equals(fitted.get(department))) {
      return false;
    }
    var times = seen.merge(department, 1, Integer::sum);
    if (times == 2) {
      tell(department, budget, over, namespaces);
    }
    return times >= 2;
  }

  private void tell(String department, Amounts budget, Amounts over, Set<String> namespaces) {
    var message =
        "department %s has more pods than its budget of %s allows, by %s. Nothing was cut, so a quota let too many in; no quota is raised until they fit. The newest pods: %s. Delete some of them, and report this"
            .formatted(department, budget, over, newest(namespaces));
    log.error("{}", message);
    var tenant = new Ref(ObjectKind.DEPARTMENT_TENANT, "", department);
    mirror
        .get(tenant)
        .ifPresent(
            t -> events.post(tenant, t.uid(), true, Reason.BUDGET_BREACHED.toString(), message));
  }

  private String newest(Set<String> namespaces) {
    return namespaces.stream()
        .flatMap(namespace -> use.pods(namespace).stream())
        .sorted((one, other) -> Long.compare(other.version(), one.version()))
        .limit(MOST_NAMED)
        .map(Breaches::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(PodDigest pod) {
    return pod.namespace() + "/" + pod.name();
  }
}
