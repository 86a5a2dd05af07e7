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
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The one writer of the native quotas' amounts: one plane of a department at a time by one thread
 * at a time, whoever asks.
 */
public final class BudgetKeeper {

  private final Mirror mirror;
  private final NativeQuotas quotas;
  private final LeaderEpoch leader;
  private final InstantSource clock;
  private final Executor writers;
  private final Map<Account, DepartmentBudget> budgets = new ConcurrentHashMap<>();
  private Set<String> wereGone = Set.of();
  private volatile BiFunction<Ref, NativeQuota, NativeQuota> counting = (ref, quota) -> quota;

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
  void countWith(BiFunction<Ref, NativeQuota, NativeQuota> pods) {
    counting = pods;
  }

  /** The department's native quotas of a plane by namespace, as last read or written. */
  public Map<String, NativeQuota> observed(String department, Plane plane) {
    return ObservedQuotas.ofDepartment(mirror, department, plane);
  }

  /** The planes of which the department has a native quota anywhere. */
  public SortedSet<Plane> planes(String department) {
    return ObservedQuotas.planes(mirror, department);
  }

  /**
   * Amounts with which the quotas that a department lacks in a plane are to be created; from now on
   * they count as given out.
   */
  public Map<String, Amounts> reserve(String department, Plane plane, BudgetPlan plan) {
    return of(department, plane).reserve(plan);
  }

  /** Brings the quotas to the plan, as far as it can be done now. */
  public void settle(String department, Plane plane, BudgetPlan plan) {
    of(department, plane).settle(plan);
  }

  /** The budget of a plane by the plan that was settled last; nothing before there is one. */
  public Amounts budget(String department, Plane plane) {
    var known = budgets.get(new Account(department, plane));
    return known == null ? Amounts.NONE : known.budget();
  }

  /**
   * What a namespace is entitled to where amounts follow use and demand, by the plan that was
   * settled last; empty where they do not.
   */
  public Optional<ElasticShare> share(String department, String namespace) {
    return Optional.ofNullable(budgets.get(new Account(department, Plane.WHOLE)))
        .flatMap(DepartmentBudget::plan)
        .map(plan -> plan.elastic().get(namespace));
  }

  /**
   * Stands back where another manager keeps changing the quota.
   *
   * @throws Contested if one does
   */
  public void refuseIfContested(String department, Plane plane, String namespace) {
    var fight = of(department, plane).contested(namespace);
    if (fight.isPresent()) {
      throw fight.get();
    }
  }

  /** Whether amounts follow use and demand in some department. */
  boolean isAnyElastic() {
    return budgets.values().stream().anyMatch(DepartmentBudget::isElastic);
  }

  /** Whether amounts follow use and demand in some plane of the department. */
  boolean isElastic(String department) {
    return budgets.entrySet().stream()
        .filter(budget -> budget.getKey().department().equals(department))
        .anyMatch(budget -> budget.getValue().isElastic());
  }

  /** Budgets that were worked on. */
  Set<Account> accounts() {
    return Set.copyOf(budgets.keySet());
  }

  private Set<String> departments() {
    return accounts().stream().map(Account::department).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Forgets departments of which nothing was left at this look and the one before: the first
   * objects of a new one may just be on their way.
   *
   * @return those that are kept
   */
  synchronized Set<String> forgetTheGone() {
    var gone = new HashSet<>(departments());
    gone.removeIf(this::isThere);
    var forgotten = new HashSet<>(gone);
    forgotten.retainAll(wereGone);
    budgets.keySet().removeIf(account -> forgotten.contains(account.department()));
    wereGone = Set.copyOf(gone);
    return departments();
  }

  /** The department of a namespace; empty for none. */
  String departmentOf(String namespace) {
    return mirror.get(Ref.namespace(namespace)).map(Observed::department).orElse("");
  }

  /** Whether neither the quota is there any more nor its namespace. */
  boolean isGone(Ref quota) {
    return mirror.get(Ref.namespace(quota.namespace())).isEmpty() && mirror.get(quota).isEmpty();
  }

  private boolean isThere(String department) {
    var tenant = new Ref(ObjectKind.DEPARTMENT_TENANT, "", department);
    return mirror.get(tenant).isPresent() || !mirror.ofDepartment(department).isEmpty();
  }

  DepartmentBudget of(String department, Plane plane) {
    return budgets.computeIfAbsent(new Account(department, plane), this::open);
  }

  private DepartmentBudget open(Account account) {
    return new DepartmentBudget(
        account.department(),
        account.plane(),
        mirror,
        quotas,
        new LeaderMark(account.department(), account.plane(), quotas, leader),
        new UnseenQuotas(mirror, account.plane(), clock),
        (ref, quota) -> counting.apply(ref, quota),
        writers);
  }
}
