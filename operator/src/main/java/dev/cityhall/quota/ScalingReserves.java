package dev.cityhall.quota;

import dev.cityhall.cluster.Autoscaler;
import dev.cityhall.cluster.Autoscalers;
import dev.cityhall.cluster.Ref;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The room that the autoscalers of all departments need for their next step, as read last. */
final class ScalingReserves {

  private final Autoscalers autoscalers;
  private final LiveUse use;
  private volatile Map<String, List<Autoscaler>> known = Map.of();

  ScalingReserves(Autoscalers autoscalers, LiveUse use) {
    this.autoscalers = autoscalers;
    this.use = use;
  }

  /**
   * Reads them anew.
   *
   * @return the namespaces in which something is different
   */
  Set<String> look(Predicate<String> isElastic) {
    var before = known;
    var now = autoscalers.list(isElastic);
    known = now;
    var changed = new HashSet<>(now.keySet());
    changed.addAll(before.keySet());
    changed.removeIf(
        namespace ->
            now.getOrDefault(namespace, List.of())
                .equals(before.getOrDefault(namespace, List.of())));
    return changed;
  }

  /** Workloads whose autoscaler wants more pods than they have. */
  Set<Ref> unserved() {
    return known.values().stream()
        .flatMap(List::stream)
        .flatMap(one -> ScalingReserve.unserved(one, use.pods(one.namespace())).stream())
        .collect(Collectors.toSet());
  }

  /** By namespace, what to keep for them now. */
  Map<String, List<Allocator.Demand>> of(Set<String> namespaces, List<WaitingWorkload> waiting) {
    var reserves = new HashMap<String, List<Allocator.Demand>>();
    for (var namespace : namespaces) {
      var scaled =
          known.getOrDefault(namespace, List.of()).stream()
              .map(one -> ScalingReserve.of(one, use.pods(namespace), waiting))
              .flatMap(Optional::stream)
              .toList();
      if (!scaled.isEmpty()) {
        reserves.put(namespace, scaled);
      }
    }
    return reserves;
  }
}
