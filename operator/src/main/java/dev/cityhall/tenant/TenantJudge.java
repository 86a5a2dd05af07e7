package dev.cityhall.tenant;

import static java.util.Comparator.comparing;

import dev.cityhall.api.DepartmentTenantSpec.Environment;
import dev.cityhall.api.DepartmentTenantStatus;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.condition.Conditions;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.BudgetPlan;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is to be said of a department. Pure. */
final class TenantJudge {

  static final String ACCEPTED = "Accepted";
  static final String NAMESPACES_READY = "NamespacesReady";
  static final String QUOTA_ENFORCED = "QuotaEnforced";

  /** The whole status; equal to {@code before} when nothing changed. */
  static DepartmentTenantStatus status(
      @Nullable DepartmentTenantStatus before,
      long generation,
      TenantInput input,
      TenantPlan plan,
      List<NamespaceStatus> namespaces,
      Map<Plane, Map<String, NativeQuota>> quotas,
      Instant now) {
    var earlier = before == null ? List.<dev.cityhall.api.Condition>of() : before.conditions();
    var parts =
        List.of(
            accepted(input), ready(plan, namespaces), enforced(input, plan, namespaces, quotas));
    var remark = OrderJudge.of(input, plan);
    var ready = whenReady(input, plan, namespaces);
    var whenReady = remark.filter(r -> !r.holds()).map(r -> and(ready, r)).orElse(ready);
    var judged = Conditions.of(earlier, parts, whenReady, generation, now);
    var conditions =
        remark.map(r -> Conditions.withRemark(judged, earlier, r, generation, now)).orElse(judged);
    var sorted = namespaces.stream().sorted(comparing(NamespaceStatus::name)).toList();
    return new DepartmentTenantStatus(generation, conditions, summary(plan, namespaces), sorted);
  }

  private static Verdict and(Verdict ready, Verdict remark) {
    return Verdict.holds(
        ready.type(), ready.reason(), ready.message() + "; but " + remark.message());
  }

  private static String summary(TenantPlan plan, List<NamespaceStatus> namespaces) {
    return countReady(namespaces) + "/" + plan.namespaces().size();
  }

  private static long countReady(List<NamespaceStatus> namespaces) {
    return namespaces.stream().filter(n -> n.phase() == Phase.READY).count();
  }

  private static Verdict whenReady(
      TenantInput input, TenantPlan plan, List<NamespaceStatus> namespaces) {
    if (TenantPlan.isSuspended(input)) {
      return Verdict.holds(
          Conditions.READY,
          Reason.SUSPENDED,
          "suspended: no new pod starts and Owners and Developers have no access; set suspended:"
              + " false to resume");
    }
    return Verdict.holds(
        Conditions.READY,
        Reason.READY,
        "%d namespaces ready; budget: %s".formatted(countReady(namespaces), said(plan)));
  }

  /** Whether the department may be provisioned as asked. */
  private static Verdict accepted(TenantInput input) {
    if (!input.onRoster()) {
      return Verdict.fails(
          ACCEPTED,
          Reason.NOT_ON_ROSTER,
          "department %s is not on the roster of City/city; add it to spec.roster, or correct the name"
              .formatted(input.department()));
    }
    var taken =
        input.spec().domains().stream().filter(input.domainsTaken()::containsKey).findFirst();
    if (taken.isPresent()) {
      return Verdict.fails(
          ACCEPTED,
          Reason.DOMAIN_TAKEN,
          "domain %s is taken: department %s was first to declare it, or one that overlaps with it; remove it here or there"
              .formatted(taken.get(), input.domainsTaken().get(taken.get())));
    }
    return classNotGranted(input)
        .orElse(Verdict.holds(ACCEPTED, Reason.READY, "nothing speaks against the resource"));
  }

  private static Optional<Verdict> classNotGranted(TenantInput input) {
    var granted = TenantPlan.grantedClasses(input);
    return input.spec().systems().stream()
        .flatMap(system -> system.environments().stream())
        .map(Environment::volumes)
        .flatMap(List::stream)
        .filter(volume -> !granted.contains(volume.storageClass()))
        .findFirst()
        .map(
            volume ->
                Verdict.fails(
                    ACCEPTED,
                    Reason.CLASS_NOT_GRANTED,
                    "volume %s asks for storage class %s, granted are %s; add it to spec.storage.classes or choose another"
                        .formatted(volume.name(), volume.storageClass(), granted)));
  }

  private static Verdict ready(TenantPlan plan, List<NamespaceStatus> namespaces) {
    var worst =
        namespaces.stream()
            .filter(namespace -> reasonOf(namespace).kind() == Reason.Kind.USER)
            .findFirst()
            .or(() -> namespaces.stream().filter(n -> n.phase() == Phase.PROVISIONING).findFirst());
    if (worst.isEmpty()) {
      var message = "%d of %d".formatted(countReady(namespaces), plan.namespaces().size());
      return Verdict.holds(
          NAMESPACES_READY, Reason.READY, message + " declared namespaces are ready");
    }
    var unready = plan.namespaces().size() - countReady(namespaces);
    var more = unready > 1 ? " (and %d more)".formatted(unready - 1) : "";
    return Verdict.fails(NAMESPACES_READY, reasonOf(worst.get()), worst.get().message() + more);
  }

  private static Reason reasonOf(NamespaceStatus namespace) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.toString().equals(namespace.reason()))
        .findFirst()
        .orElse(Reason.PROVISIONING);
  }

  private static Verdict enforced(
      TenantInput input,
      TenantPlan plan,
      List<NamespaceStatus> namespaces,
      Map<Plane, Map<String, NativeQuota>> quotas) {
    if (plan.budget().isEmpty()) {
      return Verdict.fails(
          QUOTA_ENFORCED,
          Reason.NO_GRANT,
          "department %s has no grant in force, so no pod can start in it; apply a resourcequotas.cityhall.dev with spec.department: %s"
              .formatted(input.department(), input.department()));
    }
    for (var budget : plan.budgets().entrySet()) {
      var over = over(budget.getValue(), of(quotas, budget.getKey()));
      if (!over.isEmpty()) {
        return Verdict.holds(
            QUOTA_ENFORCED, Reason.OVER_BUDGET, overMessage(budget.getKey(), over));
      }
    }
    var pending = pending(plan, namespaces, quotas);
    return pending.isEmpty()
        ? Verdict.holds(QUOTA_ENFORCED, Reason.READY, "budget: " + said(plan))
        : Verdict.fails(
            QUOTA_ENFORCED, Reason.QUOTA_PENDING, "quotas not yet at their share: " + pending);
  }

  private static String overMessage(Plane plane, Amounts over) {
    return plane.isWhole()
        ? "the department uses more than its budget, by %s; running pods are kept, nothing new starts until it fits"
            .formatted(over)
        : "pods of PriorityClass %s use more than the grants for it allow, by %s; running pods are kept, no new one of the class starts until they fit. End what is not needed, or raise a grant with priorityClassName: %s"
            .formatted(plane.priorityClass(), over, plane.priorityClass());
  }

  /** Budget and, where there are grants for PriorityClasses, what they allow. */
  private static String said(TenantPlan plan) {
    var said = new StringBuilder(plan.budget().toString());
    plan.scoped()
        .forEach(
            (plane, budget) ->
                said.append("; of it pods of PriorityClass ")
                    .append(plane.priorityClass())
                    .append(": ")
                    .append(budget.budget()));
    return said.toString();
  }

  private static Map<String, NativeQuota> of(
      Map<Plane, Map<String, NativeQuota>> quotas, Plane plane) {
    return quotas.getOrDefault(plane, Map.of());
  }

  /** Namespaces some of whose quotas are not in force; of scoped ones the declared namespaces. */
  private static String pending(
      TenantPlan plan,
      List<NamespaceStatus> namespaces,
      Map<Plane, Map<String, NativeQuota>> quotas) {
    var pending = new TreeSet<String>();
    plan.budgets()
        .forEach(
            (plane, budget) ->
                budget.targets().keySet().stream()
                    .filter(name -> !isDeleting(name, namespaces))
                    .filter(name -> plane.isWhole() || !plan.retired().contains(name))
                    .filter(name -> !isInForce(budget, name, of(quotas, plane)))
                    .forEach(pending::add));
    return String.join(", ", pending);
  }

  private static boolean isDeleting(String name, List<NamespaceStatus> namespaces) {
    return namespaces.stream().anyMatch(n -> n.name().equals(name) && n.phase() == Phase.DELETING);
  }

  /** By how much the use goes beyond the budget; empty if it does not. */
  static Amounts over(BudgetPlan plan, Map<String, NativeQuota> quotas) {
    var used = quotas.values().stream().map(NativeQuota::used).reduce(Amounts.NONE, Amounts::plus);
    return used.only(plan.budget().keys()).minus(plan.budget()).withoutZeros();
  }

  private static boolean isInForce(BudgetPlan plan, String name, Map<String, NativeQuota> quotas) {
    var quota = quotas.getOrDefault(name, NativeQuota.ABSENT);
    return quota.isAcknowledged()
        && quota.hard().keys().containsAll(plan.targets().getOrDefault(name, Amounts.NONE).keys());
  }

  private TenantJudge() {}
}
