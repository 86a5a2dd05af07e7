package dev.cityhall.quota;

import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.Pods;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ledger for each native quota.
 *
 * <p>A namespace has one of the whole as soon as it has a pod or a quota; one of another plane from
 * the moment on that its quota is seen, and then with the pods that are there.
 */
final class Ledgers {

  private final Pods pods;
  private final Map<Ref, ChargeLedger> ledgers = new ConcurrentHashMap<>();

  /** By namespace, the planes that have a ledger there besides the whole. */
  private final Map<String, SortedSet<Plane>> scoped = new ConcurrentHashMap<>();

  Ledgers(Pods pods) {
    this.pods = pods;
  }

  /** Quotas that have a ledger. */
  Set<Ref> quotas() {
    return Set.copyOf(ledgers.keySet());
  }

  Collection<ChargeLedger> all() {
    return ledgers.values();
  }

  /** Null if there is none. */
  @Nullable ChargeLedger find(Ref quota) {
    return ledgers.get(quota);
  }

  /** The ledgers that count a pod. */
  List<ChargeLedger> counting(PodDigest pod) {
    var counting = new ArrayList<ChargeLedger>();
    counting.add(of(Plane.WHOLE.ref(pod.namespace())));
    for (var plane : planesBesides(pod.namespace())) {
      if (plane.counts(pod)) {
        counting.add(of(plane.ref(pod.namespace())));
      }
    }
    return counting;
  }

  ChargeLedger of(Ref quota) {
    return ledgers.computeIfAbsent(quota, q -> new ChargeLedger());
  }

  /** The ledger of a quota that was seen; a new one of a plane begins with the pods of now. */
  ChargeLedger opened(Ref quota) {
    var plane = Plane.heldBy(quota);
    if (!plane.isWhole() && !planesBesides(quota.namespace()).contains(plane)) {
      pods.whileStill(
          quota.namespace(),
          there -> {
            list(quota, there);
            scoped.merge(quota.namespace(), new TreeSet<>(Set.of(plane)), Ledgers::joined);
          });
    }
    return of(quota);
  }

  private SortedSet<Plane> planesBesides(String namespace) {
    return scoped.getOrDefault(namespace, Collections.emptySortedSet());
  }

  /**
   * Forgets namespaces without pods all of whose quotas are gone. A quota of a plane that is seen
   * in spite of that begins anew with the pods of then.
   */
  void forget(Predicate<Ref> isGone) {
    var there = namespaces(quotas().stream().filter(isGone.negate()));
    var gone = namespaces(quotas().stream());
    gone.removeAll(there);
    gone.forEach(namespace -> pods.whileStill(namespace, left -> forget(namespace, left)));
  }

  private void forget(String namespace, Collection<PodDigest> left) {
    if (left.isEmpty()) {
      scoped.remove(namespace);
      ledgers.keySet().removeIf(quota -> quota.namespace().equals(namespace));
    }
  }

  private static Set<String> namespaces(Stream<Ref> quotas) {
    return quotas.map(Ref::namespace).collect(Collectors.toCollection(HashSet::new));
  }

  private static SortedSet<Plane> joined(SortedSet<Plane> some, SortedSet<Plane> more) {
    var all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }

  /** The pods were listed, and events of them may have been missed. */
  void listAnew() {
    quotas().forEach(quota -> list(quota, pods.of(quota.namespace())));
  }

  private void list(Ref quota, Collection<PodDigest> there) {
    var counted = there.stream().filter(Plane.heldBy(quota)::counts).toList();
    var charges = new HashMap<String, Amounts>();
    counted.forEach(pod -> charges.put(pod.uid(), pod.charge()));
    of(quota).restarted(charges, counted.stream().anyMatch(PodDigest::isReportedOtherwise));
  }
}
