package dev.cityhall.tenant;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.BudgetKeeper;
import dev.cityhall.quota.BudgetPlan;
import dev.cityhall.quota.ObservedQuotas;
import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The native quotas of a department's namespaces: they come, come into force, and go. */
final class NamespaceQuotas {

  private final Applier applier;
  private final Mirror mirror;
  private final NativeQuotas quotas;
  private final BudgetKeeper budgets;

  NamespaceQuotas(Applier applier, Mirror mirror, NativeQuotas quotas, BudgetKeeper budgets) {
    this.applier = applier;
    this.mirror = mirror;
    this.quotas = quotas;
    this.budgets = budgets;
  }

  /**
   * Settles what stands, as far as it can be done now.
   *
   * @return amounts with which the quotas that are lacking are to be created
   */
  Map<Ref, Amounts> reserve(String department, TenantPlan plan) {
    var hard = new HashMap<Ref, Amounts>();
    plan.budgets()
        .forEach(
            (plane, budget) -> {
              budgets
                  .reserve(department, plane, budget)
                  .forEach((namespace, amounts) -> hard.put(plane.ref(namespace), amounts));
              budgets.settle(department, plane, budget);
            });
    return hard;
  }

  /** Settles all quotas of the plan, and ends the planes that it does not have. */
  void settle(String department, TenantPlan plan) {
    var planned = plan.budgets();
    planned.forEach((plane, budget) -> budgets.settle(department, plane, budget));
    for (var plane : budgets.planes(department)) {
      if (!planned.containsKey(plane)) {
        end(department, plane);
      }
    }
  }

  /**
   * Limits nothing any more, by the same protocol as every raise; what then limits nothing is no
   * loss to anybody, and goes.
   */
  private void end(String department, Plane plane) {
    var unlimited = new HashMap<String, Amounts>();
    budgets.observed(department, plane).keySet().forEach(name -> unlimited.put(name, Amounts.NONE));
    budgets.settle(department, plane, new BudgetPlan(Amounts.NONE, unlimited, Set.of(), Map.of()));
    budgets
        .observed(department, plane)
        .forEach(
            (namespace, quota) -> {
              if (quota.hard().isEmpty() && quota.enforced().isEmpty()) {
                mirror.get(plane.ref(namespace)).ifPresent(applier::delete);
              }
            });
  }

  /** Makes those of one namespace. */
  List<Observed> make(String department, NamespacePlan plan, Map<Ref, Amounts> hard) {
    var made = new ArrayList<Observed>();
    plan.quotas()
        .forEach(
            (plane, quota) ->
                made.add(
                    make(
                        department,
                        plane,
                        quota,
                        hard.getOrDefault(plane.ref(plan.name()), Amounts.NONE))));
    return made;
  }

  /** A quota that stands keeps its amounts: these are for the one writer of the budget. */
  private Observed make(String department, Plane plane, ResourceQuota quota, Amounts hard) {
    var ref = Ref.of(quota);
    var seen = mirror.get(ref);
    if (seen.isEmpty()) {
      try {
        return quotas.create(withHard(quota, hard));
      } catch (ApiFailure.Conflict e) {
        seen = applier.read(ref);
      }
    }
    budgets.refuseIfContested(department, plane, ref.namespace());
    var existing = seen.orElseThrow();
    return quotas.change(existing, withHard(quota, existing.amounts().hard()));
  }

  static ResourceQuota withHard(ResourceQuota quota, Amounts hard) {
    return new ResourceQuotaBuilder(quota)
        .editSpec()
        .withHard(hard.toQuantities())
        .endSpec()
        .build();
  }

  /** Late, since the controller-manager may have done it by now; but before anything is charged. */
  void acknowledge(List<Observed> made, boolean namespaceIsNew) {
    for (var quota : made) {
      var now = quotas.acknowledge(quota, key -> namespaceIsNew && key.isZeroInNewNamespace());
      if (!ObservedQuotas.parse(now).isAcknowledged()) {
        throw new Blocked(
            Reason.QUOTA_PENDING,
            "the quota %s of namespace %s is not in force yet; the controller-manager counts what is in use"
                .formatted(quota.ref().name(), quota.ref().namespace()));
      }
    }
  }
}
