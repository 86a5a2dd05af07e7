package dev.cityhall.quota;

import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusal;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of a department that wait for quota.
 *
 * <p>A workload is on the list from its refusal until there is room for one of its pods; then it is
 * nudged and taken off. If that was not enough it is refused again, with what it still lacks.
 */
final class Demands {

  /** Longest back-off of a controller, about 16 minutes: until then it may come back by itself. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(17);

  private final Workloads workloads;
  private final InstantSource clock;
  private final Map<Ref, Waiting> waiting = new LinkedHashMap<>();

  /**
   * @param each the charge of one of its pods
   * @param count how many it lacks
   */
  record Waiting(Amounts each, long count, Instant refusedAt) {}

  Demands(Workloads workloads, InstantSource clock) {
    this.workloads = workloads;
    this.clock = clock;
  }

  /**
   * Takes in a refusal. Its message names only the keys that were exceeded, so the workload's
   * template is read; what the namespace's defaults add to it comes with the next refusal.
   */
  synchronized void refused(Refusal refusal) {
    var lack = workloads.lack(refusal.workload());
    if (lack.isEmpty() || lack.get().count() == 0) {
      waiting.remove(refusal.workload());
      return;
    }
    var each =
        PodCharge.of(lack.get().pod()).max(refusal.requested()).max(Amounts.of(QuotaKey.PODS, 1));
    waiting.merge(
        refusal.workload(),
        new Waiting(each, lack.get().count(), refusal.at()),
        (was, now) -> new Waiting(was.each().max(now.each()), now.count(), now.refusedAt()));
  }

  /** By namespace, what is waited for. */
  synchronized Map<String, List<Allocator.Demand>> byNamespace() {
    var oldest = clock.instant().minus(FORGOTTEN_AFTER);
    waiting.values().removeIf(w -> w.refusedAt().isBefore(oldest));
    var demands = new LinkedHashMap<String, List<Allocator.Demand>>();
    waiting.forEach(
        (workload, wanted) ->
            demands
                .computeIfAbsent(workload.namespace(), n -> new ArrayList<>())
                .add(new Allocator.Demand(wanted.each(), wanted.count())));
    return demands;
  }

  /** Namespaces in which a workload waits. */
  synchronized Set<String> namespaces() {
    return waiting.keySet().stream().map(Ref::namespace).collect(Collectors.toSet());
  }

  /** Nudges those for whose next pod there is room now, and takes them off the list. */
  synchronized void serve(Map<String, NativeQuota> quotas) {
    var served =
        waiting.entrySet().stream()
            .filter(w -> hasRoom(w.getValue().each(), quotas.get(w.getKey().namespace())))
            .map(Map.Entry::getKey)
            .toList();
    for (var workload : served) {
      waiting.remove(workload);
      workloads.nudge(workload, clock.instant());
    }
  }

  private static boolean hasRoom(Amounts each, @Nullable NativeQuota quota) {
    return quota != null
        && each.only(quota.enforced().keys()).fitsIn(quota.enforced().minus(quota.used()));
  }
}
