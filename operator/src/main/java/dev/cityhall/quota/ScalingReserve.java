package dev.cityhall.quota;

import dev.cityhall.cluster.Autoscaler;
import dev.cityhall.cluster.Autoscaler.Policy;
import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.Allocator.Demand;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The room that one autoscaler needs so that its next step is not refused. Pure.
 *
 * <p>An autoscaler that is under way to more pods needs room for these; one that stands, for one
 * step, by its own policies. Neither beyond its ceiling: at it no quota can help. Pods that were
 * refused already are demand, and are not counted twice.
 */
final class ScalingReserve {

  /** Kubernetes lets an autoscaler add so many pods in a period, or as many as there are. */
  private static final long USUAL_STEP = 4;

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  /**
   * What to keep; empty if it needs nothing, or has no pod whose charge could be known.
   *
   * @param pods of its namespace
   * @param waiting of its namespace, or of more
   */
  static Optional<Demand> of(
      Autoscaler autoscaler, Collection<PodDigest> pods, List<WaitingWorkload> waiting) {
    var scaled = scaled(autoscaler, pods);
    if (scaled.isEmpty()) {
      return Optional.empty();
    }
    var refused =
        waiting.stream()
            .filter(one -> one.workload().namespace().equals(autoscaler.namespace()))
            .filter(one -> autoscaler.scales(one.workload().kind().kind(), one.workload().name()))
            .mapToLong(WaitingWorkload::count)
            .sum();
    var count = next(autoscaler, scaled.size()) - scaled.size() - refused;
    var each = scaled.stream().map(PodDigest::charge).reduce(Amounts.NONE, Amounts::max);
    return count > 0 ? Optional.of(Demand.reserve(each, count)) : Optional.empty();
  }

  /**
   * The workloads behind an autoscaler that wants more pods than there are. They may have been
   * refused them without a word, as events run out and not every one is sent.
   *
   * @param pods of its namespace
   */
  static Set<Ref> unserved(Autoscaler autoscaler, Collection<PodDigest> pods) {
    var scaled = scaled(autoscaler, pods);
    return Math.min(autoscaler.desired(), autoscaler.most()) <= scaled.size()
        ? Set.of()
        : scaled.stream()
            .map(PodDigest::owner)
            .map(owner -> Workloads.ref(owner.kind(), autoscaler.namespace(), owner.name()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
  }

  private static List<PodDigest> scaled(Autoscaler autoscaler, Collection<PodDigest> pods) {
    return pods.stream()
        .filter(pod -> autoscaler.scales(pod.owner().kind(), pod.owner().name()))
        .filter(pod -> !pod.isGoing() && !OVER.contains(pod.phase()))
        .toList();
  }

  /** How many pods it has after its next step. */
  private static long next(Autoscaler autoscaler, long there) {
    var wanted =
        autoscaler.desired() > there ? autoscaler.desired() : there + step(autoscaler, there);
    return Math.min(wanted, autoscaler.most());
  }

  /**
   * Pods that it may add in one period. Where a policy counts pods and another may allow more by
   * percentage, the count is enough, and never more than Kubernetes allows by itself: to keep as
   * much as people can write there would take everybody's headroom.
   */
  private static long step(Autoscaler autoscaler, long there) {
    var counted = autoscaler.policies().stream().filter(policy -> !policy.isPercent()).toList();
    var step =
        switch (autoscaler.select()) {
          case DISABLED -> 0L;
          case MIN -> allowed(autoscaler.policies(), there).min().orElse(0);
          case MAX ->
              allowed(counted.isEmpty() ? autoscaler.policies() : counted, there).max().orElse(0);
        };
    return Math.min(step, Math.max(USUAL_STEP, there));
  }

  private static LongStream allowed(List<Policy> policies, long there) {
    return policies.stream()
        .mapToLong(p -> p.isPercent() ? (there * p.value() + 99) / 100 : p.value());
  }

  private ScalingReserve() {}
}
