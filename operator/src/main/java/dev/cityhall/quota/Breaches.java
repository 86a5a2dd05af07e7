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

  /** Under what the pods of a budget were seen to fit last. */
  private final Map<Account, Frame> fitted = new HashMap<>();

  /** Budgets in breach at the last look; it counts when it is seen twice. */
  private final Map<Account, Integer> seen = new HashMap<>();

  private record Frame(Amounts budget, Set<String> namespaces) {}

  Breaches(Mirror mirror, LiveUse use, Events events) {
    this.mirror = mirror;
    this.use = use;
    this.events = events;
  }

  /**
   * Looks at every budget, and lets nothing be raised of one that is in breach.
   *
   * @param over is told departments whose breach is over: what was held back may be raised now
   */
  void lookAtAll(BudgetKeeper keeper, Consumer<String> over) {
    var accounts = keeper.accounts();
    fitted.keySet().retainAll(accounts);
    seen.keySet().retainAll(accounts);
    for (var account : accounts) {
      var budget = keeper.of(account.department(), account.plane());
      var namespaces = keeper.observed(account.department(), account.plane()).keySet();
      budget
          .plan()
          .map(plan -> look(account, plan.budget(), namespaces))
          .filter(budget::freeze)
          .ifPresent(breached -> over.accept(account.department()));
    }
  }

  /**
   * Looks at one budget.
   *
   * @return whether it is in breach: its pods are more than the budget that they fitted in before
   */
  boolean look(Account account, Amounts budget, Set<String> namespaces) {
    var frame = new Frame(budget, new TreeSet<>(namespaces));
    var live =
        namespaces.stream()
            .map(name -> use.live(account.plane().ref(name)))
            .reduce(Amounts.NONE, Amounts::plus);
    var over = live.only(budget.keys()).minus(budget).withoutZeros();
    if (over.isEmpty()) {
      fitted.put(account, frame);
      if (seen.remove(account) != null) {
        log.info("the pods of {} fit in its budget again", account);
      }
      return false;
    }
    if (!frame.equals(fitted.get(account))) {
      return false;
    }
    var times = seen.merge(account, 1, Integer::sum);
    if (times == 2) {
      tell(account, budget, over, namespaces);
    }
    return times >= 2;
  }

  private void tell(Account account, Amounts budget, Amounts over, Set<String> namespaces) {
    var message =
        "%s has more pods than its budget of %s allows, by %s. Nothing was cut, so a quota let too many in; no quota is raised until they fit. The newest pods: %s. Delete some of them, and report this"
            .formatted(account, budget, over, newest(account.plane(), namespaces));
    log.error("{}", message);
    var tenant = new Ref(ObjectKind.DEPARTMENT_TENANT, "", account.department());
    mirror
        .get(tenant)
        .ifPresent(
            t -> events.post(tenant, t.uid(), true, Reason.BUDGET_BREACHED.toString(), message));
  }

  private String newest(Plane plane, Set<String> namespaces) {
    return namespaces.stream()
        .flatMap(namespace -> use.pods(plane.ref(namespace)))
        .sorted((one, other) -> Long.compare(other.version(), one.version()))
        .limit(MOST_NAMED)
        .map(Breaches::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(PodDigest pod) {
    return pod.namespace() + "/" + pod.name();
  }
}
