package dev.cityhall.quota;

import dev.cityhall.cluster.Contested;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * The one writer of the native quotas' amounts: one department at a time by one thread at a time,
 * whoever asks.
 */
public final class BudgetKeeper {

  private final Mirror mirror;
  private final NativeQuotas quotas;
  private final LeaderEpoch leader;
  private final InstantSource clock;
  private final Executor writers;
  private final Map<String, DepartmentBudget> departments = new ConcurrentHashMap<>();
  private Set<String> wereGone = Set.of();
  private volatile BiFunction<String, NativeQuota, NativeQuota> counting =
      (namespace, quota) -> quota;

  /**
   * @param writers runs the writes of a department side by side
   */
  public BudgetKeeper(
      Mirror mirror,
      NativeQuotas quotas,
      LeaderEpoch leader,
      InstantSource clock,
      Executor writers) {
    this.mirror = mirror;
    this.quotas = quotas;
    this.leader = leader;
    this.clock = clock;
    this.writers = writers;
  }

  /** From now on a quota counts at least what this makes of it. */
  void countWith(BiFunction<String, NativeQuota, NativeQuota> pods) {
    counting = pods;
  }

  /** The department's native quotas by namespace, as last read or written. */
  public Map<String, NativeQuota> observed(String department) {
    return ObservedQuotas.ofDepartment(mirror, department);
  }

  /**
   * Amounts with which the quotas that a department lacks are to be created; from now on they count
   * as given out.
   */
  public Map<String, Amounts> reserve(String department, BudgetPlan plan) {
    return of(department).reserve(plan);
  }

  /** Brings the quotas to the plan, as far as it can be done now. */
  public void settle(String department, BudgetPlan plan) {
    of(department).settle(plan);
  }

  /** The department's budget by the plan that was settled last; nothing before there is one. */
  public Amounts budget(String department) {
    var known = departments.get(department);
    return known == null ? Amounts.NONE : known.budget();
  }

  /**
   * What a namespace is entitled to where amounts follow use and demand, by the plan that was
   * settled last; empty where they do not.
   */
  public Optional<ElasticShare> share(String department, String namespace) {
    return Optional.ofNullable(departments.get(department))
        .flatMap(DepartmentBudget::plan)
        .map(plan -> plan.elastic().get(namespace));
  }

  /**
   * Stands back where another manager keeps changing the quota.
   *
   * @throws Contested if one does
   */
  public void refuseIfContested(String department, String namespace) {
    var fight = of(department).contested(namespace);
    if (fight.isPresent()) {
      throw fight.get();
    }
  }

  /** Whether amounts follow use and demand in some department. */
  boolean isAnyElastic() {
    return departments.values().stream().anyMatch(DepartmentBudget::isElastic);
  }

  /** Departments that were worked on. */
  Set<String> departments() {
    return Set.copyOf(departments.keySet());
  }

  /**
   * Forgets departments of which nothing was left at this look and the one before: the first
   * objects of a new one may just be on their way.
   *
   * @return those that are kept
   */
  synchronized Set<String> forgetTheGone() {
    var gone = new HashSet<>(departments.keySet());
    gone.removeIf(this::isThere);
    departments
        .keySet()
        .removeIf(department -> gone.contains(department) && wereGone.contains(department));
    wereGone = Set.copyOf(gone);
    return departments();
  }

  /** The department of a namespace; empty for none. */
  String departmentOf(String namespace) {
    return mirror.get(Ref.namespace(namespace)).map(Observed::department).orElse("");
  }

  /** Whether neither the namespace is there any more nor its quota. */
  boolean isGone(String namespace) {
    return mirror.get(Ref.namespace(namespace)).isEmpty()
        && mirror.get(DepartmentBudget.ref(namespace)).isEmpty();
  }

  private boolean isThere(String department) {
    var tenant = new Ref(ObjectKind.DEPARTMENT_TENANT, "", department);
    return mirror.get(tenant).isPresent() || !mirror.ofDepartment(department).isEmpty();
  }

  DepartmentBudget of(String department) {
    return departments.computeIfAbsent(
        department,
        name ->
            new DepartmentBudget(
                name,
                mirror,
                quotas,
                new LeaderMark(name, quotas, leader),
                new UnseenQuotas(mirror, clock),
                (namespace, quota) -> counting.apply(namespace, quota),
                writers));
  }
}
