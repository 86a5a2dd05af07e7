package dev.cityhall.quota;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusal;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.Allocator.Urgency;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workloads of a department that wait for quota.
 *
 * <p>A workload is on the list from its refusal until it has all its pods. When there is room for
 * one of them it is nudged, and looked at again a little later: a second refusal may not be heard
 * of, because the recorder of events passes 25 about one object and then one in 5 minutes, and each
 * pod that was created was one of them.
 */
final class Demands {

  private static final Logger log = LoggerFactory.getLogger(Demands.class);

  private static final Workloads.Lack NOTHING =
      new Workloads.Lack(
          MissingNode.getInstance(), 0, 0, false, "", Amounts.NONE, Optional.empty());

  private final Workloads workloads;
  private final InstantSource clock;
  private final Map<Ref, WaitingPods> waiting = new LinkedHashMap<>();

  Demands(Workloads workloads, InstantSource clock) {
    this.workloads = workloads;
    this.clock = clock;
  }

  /**
   * Takes in a refusal. Its message names only the keys that were exceeded, so the workload's
   * template is read; what the namespace's defaults add to it comes with the next refusal.
   */
  void refused(Refusal refusal) {
    var lack = read(refusal.workload());
    var now = clock.instant();
    synchronized (this) {
      if (lack.isPresent() && lack.get().count() == 0) {
        waiting.remove(refusal.workload());
        return;
      }
      var each = lack.map(WaitingPods::charge).orElse(WaitingPods.ONE).max(refusal.requested());
      waiting.merge(
          refusal.workload(),
          WaitingPods.refused(refusal.quota(), each, lack, refusal.at(), now),
          WaitingPods::refusedAgain);
    }
  }

  /** A workload may have been refused without a word: it has made pods and room is scarce. */
  synchronized void suspect(Ref workload) {
    var now = clock.instant();
    waiting.putIfAbsent(workload, WaitingPods.suspected(now));
  }

  boolean isLookDue() {
    return !due(clock.instant()).isEmpty();
  }

  /** Reads anew the workloads whose time has come. */
  void look() {
    var now = clock.instant();
    for (var workload : due(now)) {
      var lack = read(workload);
      synchronized (this) {
        waiting.computeIfPresent(workload, (ref, was) -> after(was, lack, now));
      }
    }
  }

  private synchronized List<Ref> due(Instant now) {
    return waiting.entrySet().stream()
        .filter(w -> !w.getValue().lookAt().isAfter(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Null takes it off the list. */
  private static @Nullable WaitingPods after(
      WaitingPods was, Optional<Workloads.Lack> lack, Instant now) {
    if (lack.isPresent() && lack.get().count() == 0) {
      return null;
    }
    var is = lack.map(seen -> was.seen(seen, now)).orElseGet(() -> was.unread(now));
    return is.isOver(now) ? null : is;
  }

  /** What it lacks, nothing if it is gone; empty if it cannot be read now. */
  private Optional<Workloads.Lack> read(Ref workload) {
    try {
      return Optional.of(workloads.lack(workload).orElse(NOTHING));
    } catch (ApiFailure e) {
      log.warn("cannot read {}, which waits for quota: {}", workload, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * By namespace, what is waited for in a plane: in that whose quota refused last. Who was told of
   * room has it kept for a moment, less what was charged meanwhile, so that it is not given to the
   * next before the pods are there.
   *
   * @param quotas of the plane by namespace, as they are now
   * @param isRollOut whether a workload makes the new pods of a roll-out
   */
  synchronized Map<String, List<Allocator.Demand>> byNamespace(
      Plane plane, Map<String, NativeQuota> quotas, Predicate<Ref> isRollOut) {
    var now = clock.instant();
    var demands = new LinkedHashMap<String, List<Allocator.Demand>>();
    waiting.forEach(
        (workload, wanted) -> {
          var quota = quotas.getOrDefault(workload.namespace(), NativeQuota.ABSENT);
          var count = wanted.demanded(quota.used(), now);
          if (count > 0 && wanted.quota().equals(plane.quota())) {
            var urgency = isRollOut.test(workload) ? Urgency.ROLL_OUT : Urgency.REFUSED;
            demands
                .computeIfAbsent(workload.namespace(), n -> new ArrayList<>())
                .add(new Allocator.Demand(wanted.each(), count, urgency));
          }
        });
    return demands;
  }

  /** Those that wait for room, and were not told of any. */
  synchronized List<WaitingWorkload> open() {
    return waiting.entrySet().stream()
        .filter(wanted -> wanted.getValue().isOpen())
        .map(
            wanted ->
                new WaitingWorkload(
                    wanted.getKey(),
                    wanted.getValue().quota(),
                    wanted.getValue().count(),
                    wanted.getValue().each(),
                    wanted.getValue().since()))
        .toList();
  }

  /**
   * Nudges those for whose next pod there is room now, in the quota that refused it and as a whole.
   */
  void serve(Map<Ref, NativeQuota> quotas) {
    for (var workload : takeServed(quotas)) {
      workloads.nudge(workload, clock.instant());
    }
  }

  private synchronized List<Ref> takeServed(Map<Ref, NativeQuota> quotas) {
    var now = clock.instant();
    var served = new ArrayList<Ref>();
    for (var wanted : waiting.entrySet()) {
      var namespace = wanted.getKey().namespace();
      var waits = wanted.getValue();
      var whole = quotas.get(Plane.WHOLE.ref(namespace));
      var refusing = quotas.get(new Ref(ObjectKind.RESOURCE_QUOTA, namespace, waits.quota()));
      if (waits.isOpen()
          && refusing != null
          && hasRoom(waits.each(), refusing)
          && whole != null
          && hasRoom(waits.each(), whole)) {
        served.add(wanted.getKey());
        wanted.setValue(waits.nudged(refusing.used(), now));
      }
    }
    return served;
  }

  private static boolean hasRoom(Amounts each, NativeQuota quota) {
    return each.only(quota.enforced().keys()).fitsIn(quota.enforced().minus(quota.used()));
  }
}
