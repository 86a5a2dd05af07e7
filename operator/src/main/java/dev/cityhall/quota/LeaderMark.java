package dev.cityhall.quota;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.Observed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This leader's number on the native quotas of a plane of a department. */
final class LeaderMark {

  private static final Logger log = LoggerFactory.getLogger(LeaderMark.class);
  private static final int MOST_ROUNDS = 6;

  private final String department;
  private final Plane plane;
  private final NativeQuotas quotas;
  private final LeaderEpoch leader;

  /** Namespaces whose quotas were in the last list. */
  private final Set<String> listed = new HashSet<>();

  private volatile boolean isComplete;

  LeaderMark(String department, Plane plane, NativeQuotas quotas, LeaderEpoch leader) {
    this.department = department;
    this.plane = plane;
    this.quotas = quotas;
    this.leader = leader;
  }

  /** Whether a list showed this leader's number on every quota, and none has appeared since. */
  boolean isComplete() {
    return isComplete;
  }

  /** A quota is being created: list again before the next raise. */
  void isInDoubt() {
    isComplete = false;
  }

  /** The number to write with a change of a quota: the own one, or as it is while in doubt. */
  long numberFor(Observed quota) {
    return isComplete ? leader.own() : NativeQuotas.epochOf(quota);
  }

  /** A later leader's number stops this one; a number that no leader took is to be topped. */
  boolean isSucceeded(Map<String, NativeQuota> standing) {
    var own = leader.own();
    var highest = standing.values().stream().mapToLong(NativeQuota::epoch).max().orElse(0);
    if (own != 0 && leader.isSucceeded(highest)) {
      return true;
    }
    isComplete = isComplete && highest <= own && listed.containsAll(standing.keySet());
    return false;
  }

  /**
   * Marks every quota.
   *
   * @return whether a list then showed no other number
   */
  boolean complete() {
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var found = quotas.list(department, plane.quota());
      var epochs = found.stream().map(NativeQuotas::epochOf).toList();
      var highest = epochs.stream().mapToLong(Long::longValue).max().orElse(0);
      var own = leader.take(highest);
      var step = Epochs.next(own, epochs);
      listed.clear();
      found.forEach(quota -> listed.add(quota.ref().namespace()));
      if (step == Epochs.Step.STOP && leader.isSucceeded(highest)) {
        return false;
      }
      if (step == Epochs.Step.RAISE || (step == Epochs.Step.STAMP && !stamp(found, own))) {
        isComplete = true;
        return true;
      }
    }
    return false;
  }

  /**
   * Writes the number on each quota that has a lower one.
   *
   * @return false if none could be written: what is not ours to write is no former leader's either
   */
  private boolean stamp(List<Observed> found, long own) {
    var written = false;
    for (var quota : found) {
      if (NativeQuotas.epochOf(quota) < own) {
        try {
          quotas.stamp(quota, own);
          written = true;
        } catch (ApiFailure.Conflict e) {
          written = true;
        } catch (ApiFailure.Refused | ApiFailure.NotFound e) {
          log.warn("{} cannot be marked: {}", quota.ref(), e.getMessage());
        }
      }
    }
    return written;
  }
}
