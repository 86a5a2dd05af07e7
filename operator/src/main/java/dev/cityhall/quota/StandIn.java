package dev.cityhall.quota;

import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Recounts for a leader that is late, so that room comes back while the next one is elected.
 *
 * <p>A recount needs no leadership: it holds at one version of the quota only and is never below
 * what is stored and in flight, whoever writes it. Limits are left to the leader. Used by one
 * thread.
 */
final class StandIn {

  private final Mirror mirror;
  private final BudgetKeeper keeper;
  private final LiveUse use;
  private final Executor writers;
  private final Map<Ref, Lateness> quotas = new HashMap<>();
  private volatile boolean isOver;

  /**
   * @param writers runs the writes side by side
   */
  StandIn(Mirror mirror, BudgetKeeper keeper, LiveUse use, Executor writers) {
    this.mirror = mirror;
    this.keeper = keeper;
    this.use = use;
    this.writers = writers;
  }

  /** The replica leads now: the work is its own. */
  void end() {
    isOver = true;
  }

  /** Recounts where nobody else has done so in time. */
  void look(Instant now) {
    if (isOver) {
      return;
    }
    var there = use.quotas();
    quotas.keySet().retainAll(there);
    var writes = new ArrayList<CompletableFuture<Void>>();
    for (var quota : there) {
      var lateness = quotas.computeIfAbsent(quota, q -> new Lateness());
      var count = use.due(quota, now);
      if (lateness.isLate(now, count.isPresent(), isScarce(quota), use.lowered(quota))) {
        writes.add(
            CompletableFuture.runAsync(
                () -> write(quota, count.orElseThrow(), lateness, now), writers));
      }
    }
    writes.forEach(CompletableFuture::join);
  }

  private boolean isScarce(Ref quota) {
    return mirror.get(quota).map(ObservedQuotas::parse).filter(Recounter::isScarce).isPresent();
  }

  private void write(Ref quota, LiveUse.Recounted count, Lateness lateness, Instant now) {
    var namespace = quota.namespace();
    var department = keeper.departmentOf(namespace);
    var plane = Plane.heldBy(quota);
    if (!department.isEmpty() && keeper.of(department, plane).recount(namespace, count)) {
      lateness.stoodIn(now);
    }
  }
}
