package dev.cityhall.quota;

import static java.util.Comparator.comparing;

import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusal;
import dev.cityhall.cluster.Workloads;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who waits for quota, by department. */
public final class WaitingList {

  private final Workloads workloads;
  private final InstantSource clock;
  private final Map<String, Demands> departments = new ConcurrentHashMap<>();
  private final Set<String> looking = ConcurrentHashMap.newKeySet();

  /**
   * @param clock of the cluster, which the refusals are dated by
   */
  public WaitingList(Workloads workloads, InstantSource clock) {
    this.workloads = workloads;
    this.clock = clock;
  }

  /** All that wait for room in the department, who waits longest first. */
  public List<WaitingWorkload> of(String department) {
    var known = departments.get(department);
    return known == null
        ? List.of()
        : known.open().stream()
            .sorted(
                comparing(WaitingWorkload::since)
                    .thenComparing(waiting -> waiting.workload().toString()))
            .toList();
  }

  /** A pod was refused. */
  void refused(String department, Refusal refusal) {
    demands(department).refused(refusal);
  }

  /** A workload may have been refused without a word. */
  void suspect(String department, Ref workload) {
    demands(department).suspect(workload);
  }

  /** By namespace, what is waited for in a plane; see {@link Demands#byNamespace}. */
  Map<String, List<Allocator.Demand>> byNamespace(
      String department, Plane plane, Map<String, NativeQuota> quotas, Predicate<Ref> isRollOut) {
    return demands(department).byNamespace(plane, quotas, isRollOut);
  }

  /** Nudges those for whose next pod there is room now. */
  void serve(String department, Map<Ref, NativeQuota> quotas) {
    demands(department).serve(quotas);
  }

  /** Departments some of whose workloads are to be read anew. */
  List<String> toLookAt() {
    return departments.entrySet().stream()
        .filter(known -> known.getValue().isLookDue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Reads them anew, then tells; does nothing while this is done already. */
  void look(String department, Consumer<String> looked) {
    if (looking.add(department)) {
      try {
        demands(department).look();
        looked.accept(department);
      } finally {
        looking.remove(department);
      }
    }
  }

  /** Forgets all other departments. */
  void retain(Set<String> there) {
    departments.keySet().retainAll(there);
  }

  private Demands demands(String department) {
    return departments.computeIfAbsent(department, d -> new Demands(workloads, clock));
  }
}
