package dev.cityhall.report;

import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.api.DepartmentViewStatus.Waiting;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A department's budget and what its namespaces have and use of it, at a moment. Pure.
 *
 * @param priorityClass the PriorityClass whose pods alone it is about; empty: everything
 * @param displayName name for people; the code where there is none
 * @param grants the department's grants, by name; empty if they may not be read
 * @param quotas the native quotas by namespace
 * @param byPriority by PriorityClass that is granted apart, the same of its pods alone
 * @param views what the operator says in each namespace, as far as it may be read
 */
public record DepartmentPicture(
    String department,
    String priorityClass,
    String displayName,
    Optional<List<GrantPicture>> grants,
    SortedMap<String, NativeQuota> quotas,
    SortedMap<String, DepartmentPicture> byPriority,
    Map<String, DepartmentViewStatus> views) {

  public DepartmentPicture {
    quotas = new TreeMap<>(quotas);
    byPriority = new TreeMap<>(byPriority);
    views = Map.copyOf(views);
  }

  /** Of everything, with nothing granted apart. */
  public DepartmentPicture(
      String department,
      String displayName,
      Optional<List<GrantPicture>> grants,
      SortedMap<String, NativeQuota> quotas,
      Map<String, DepartmentViewStatus> views) {
    this(department, "", displayName, grants, quotas, new TreeMap<>(), views);
  }

  /** Who of a namespace waits for quota, as its view says. */
  public List<Waiting> waiting(String namespace) {
    var view = views.get(namespace);
    return view == null ? List.of() : view.waiting();
  }

  /** How many wait in the namespace besides those. */
  public int waitingBesides(String namespace) {
    var view = views.get(namespace);
    var all = view == null || view.waitingCount() == null ? 0 : view.waitingCount();
    return Math.max(0, all - waiting(namespace).size());
  }

  /** The sum of the grants in force. */
  public Amounts budget() {
    return grants.orElse(List.of()).stream()
        .map(GrantPicture::inForce)
        .reduce(Amounts.NONE, Amounts::plus);
  }

  /** Whose use it is about, as the subject of a sentence. */
  String who() {
    return priorityClass.isEmpty()
        ? "the department"
        : "the department, with pods of PriorityClass %s,".formatted(priorityClass);
  }

  /** What a grant has to say to count here, besides the department. */
  String scope() {
    return priorityClass.isEmpty() ? "" : ", spec.priorityClassName: " + priorityClass;
  }

  /** Use of all namespaces together. */
  public Amounts used() {
    return sum(NativeQuota::used);
  }

  /** Bounds of all namespaces together: what is handed out, or in use beyond it. */
  public Amounts bounds() {
    return sum(NativeQuota::bounds);
  }

  /** What may still be used of the whole budget. */
  public Amounts headroom() {
    return budget().minus(used());
  }

  /** By how much the use goes beyond the budget. */
  public Amounts over() {
    return used().only(budget().keys()).minus(budget()).withoutZeros();
  }

  /** The highest number of a leader on any quota; 0 if none is marked. */
  public long leader() {
    return quotas.values().stream().mapToLong(NativeQuota::epoch).max().orElse(0);
  }

  /** Quotas that a leader before the newest marked last, or none did. */
  public Map<String, Long> marksOfOthers() {
    var behind = new TreeMap<String, Long>();
    quotas.forEach(
        (namespace, quota) -> {
          if (quota.epoch() < leader()) {
            behind.put(namespace, quota.epoch());
          }
        });
    return behind;
  }

  /** The namespaces that have a quota, or the one of them that is asked for. */
  public List<String> namespaces(Optional<String> only) {
    return quotas.keySet().stream()
        .filter(name -> only.isEmpty() || only.get().equals(name))
        .toList();
  }

  /** Whether the namespace is the department's home, which has no share of anything. */
  boolean isHome(String namespace) {
    return namespace.equals(department);
  }

  /** System and environment of a namespace, {@code vat-prod} of {@code tax-vat-prod}. */
  String place(String namespace) {
    var stem = department + "-";
    return namespace.startsWith(stem) ? namespace.substring(stem.length()) : "";
  }

  /** Grants in force that have the key. */
  List<GrantPicture> grantsOf(QuotaKey key) {
    return grants.orElse(List.of()).stream().filter(g -> g.inForce().orZero(key) > 0).toList();
  }

  private Amounts sum(Function<NativeQuota, Amounts> part) {
    return quotas.values().stream().map(part).reduce(Amounts.NONE, Amounts::plus);
  }
}
