package dev.cityhall.report;

import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.BudgetKeeper;
import dev.cityhall.quota.ElasticShare;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import dev.cityhall.quota.UseSummary;
import dev.cityhall.quota.WaitingList;
import dev.cityhall.quota.WaitingWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each department uses of its budget, from caches only. */
public final class DepartmentUse {

  private final Mirror mirror;
  private final BudgetKeeper budgets;
  private final WaitingList waits;

  public DepartmentUse(Mirror mirror, BudgetKeeper budgets, WaitingList waits) {
    this.mirror = mirror;
    this.budgets = budgets;
    this.waits = waits;
  }

  /** Codes of all departments that have a DepartmentTenant. */
  public Set<String> departments() {
    return mirror.names(ObjectKind.DEPARTMENT_TENANT);
  }

  /** The department's budget; nothing until the operator has settled it, or without a grant. */
  public Amounts budget(String department) {
    return budgets.budget(department, Plane.WHOLE);
  }

  /** Use and headroom of the department, by key of its budget. */
  public UseSummary of(String department) {
    return UseSummary.of(budget(department), used(department, Plane.WHOLE));
  }

  private Amounts used(String department, Plane plane) {
    return budgets.observed(department, plane).values().stream()
        .map(NativeQuota::used)
        .reduce(Amounts.NONE, Amounts::plus);
  }

  /**
   * What the grants for one PriorityClass allow to its pods, and what these use.
   *
   * @param budget sum of these grants in force
   * @param used by the keys of the budget
   */
  public record OfPriority(String priorityClass, Amounts budget, Amounts used) {}

  /** Of each PriorityClass that is granted apart. */
  public List<OfPriority> byPriority(String department) {
    var uses = new ArrayList<OfPriority>();
    for (var plane : budgets.planes(department)) {
      var budget = budgets.budget(department, plane);
      if (!plane.isWhole() && !budget.isEmpty()) {
        var used = UseSummary.of(budget, used(department, plane)).used();
        uses.add(new OfPriority(plane.priorityClass(), budget, used));
      }
    }
    return uses;
  }

  /** The workloads of the department that wait for quota, who waits longest first. */
  public List<WaitingWorkload> waiting(String department) {
    return waits.of(department);
  }

  /** The ceiling of a namespace whose amounts follow use and demand; empty where they do not. */
  Optional<Amounts> ceilingIfElastic(String department, String namespace) {
    return budgets.share(department, namespace).map(ElasticShare::ceiling);
  }
}
