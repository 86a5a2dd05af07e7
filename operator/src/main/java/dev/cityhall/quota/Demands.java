package dev.cityhall.quota;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.cityhall.cluster.ApiFailure;
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
import java.util.Optional;
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

  /** Longest back-off of a controller, about 16 minutes: until then it may come back by itself. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(17);

  /** After a nudge or a suspicion; doubled with each that brought nothing, for two minutes. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private static final int MOST_DOUBLINGS = 7;

  /** What waits may have been scaled down or deleted. */
  private static final Duration LOOK_WHILE_WAITING = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Demands.class);

  private static final Workloads.Lack NOTHING =
      new Workloads.Lack(MissingNode.getInstance(), 0, 0, false, Amounts.NONE, Optional.empty());

  private final Workloads workloads;
  private final InstantSource clock;
  private final Map<Ref, Waiting> waiting = new LinkedHashMap<>();

  /**
   * What is known of a workload.
   *
   * @param each the charge of one of its pods
   * @param count how many it lacks
   * @param there how many it has
   * @param isOpen whether it waits for room; if not, it was nudged, or is only suspected
   * @param tries nudges and looks that brought nothing, one after the other
   * @param since when it was refused first
   * @param heardAt when it was refused, or got on
   * @param lookAt when to read it anew
   */
  private record Waiting(
      Amounts each,
      long count,
      long there,
      boolean isOpen,
      int tries,
      Instant since,
      Instant heardAt,
      Instant lookAt) {

    Waiting nudged(Instant now) {
      return new Waiting(
          each, count, there, false, tries + 1, since, heardAt, now.plus(delay(tries)));
    }

    Waiting refusedAgain(Waiting is) {
      var nextTries = is.there > there ? 0 : tries;
      return new Waiting(
          each.max(is.each),
          is.count,
          is.there,
          true,
          nextTries,
          earlier(since, is.since),
          is.heardAt,
          is.lookAt);
    }

    /** What a look has shown: it lacks pods, and was refused or is at work. */
    Waiting seen(Workloads.Lack lack, Instant now) {
      var isCertain = !lack.requested().isEmpty();
      var getsOn = lack.count() < count || lack.there() > there;
      var nextTries = getsOn ? 0 : lack.isRefused() ? tries : tries + 1;
      return new Waiting(
          each.max(charge(lack)),
          lack.count(),
          lack.there(),
          lack.isRefused(),
          nextTries,
          lack.since().map(refused -> earlier(since, refused)).orElse(since),
          getsOn || isCertain ? now : heardAt,
          now.plus(lack.isRefused() ? LOOK_WHILE_WAITING : delay(nextTries)));
    }

    /** It lacks nothing that we know of any more, or nobody has heard of it for long. */
    boolean isOver(Instant now) {
      return heardAt.isBefore(now.minus(FORGOTTEN_AFTER))
          || (!isOpen && count > 0 && tries > MOST_DOUBLINGS);
    }

    private static Instant earlier(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }

    private static Duration delay(int tries) {
      return FIRST_LOOK.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
    }
  }

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
      var each = lack.map(Demands::charge).orElse(onePod()).max(refusal.requested());
      var count = lack.map(Workloads.Lack::count).orElse(1L);
      var there = lack.map(Workloads.Lack::there).orElse(0L);
      var since = lack.flatMap(Workloads.Lack::since).orElse(refusal.at());
      var lookAt = now.plus(LOOK_WHILE_WAITING);
      waiting.merge(
          refusal.workload(),
          new Waiting(each, count, there, true, 0, since, refusal.at(), lookAt),
          Waiting::refusedAgain);
    }
  }

  /** A workload may have been refused without a word: it has made pods and room is scarce. */
  synchronized void suspect(Ref workload) {
    var now = clock.instant();
    waiting.putIfAbsent(
        workload,
        new Waiting(onePod(), Long.MAX_VALUE, 0, false, 0, now, now, now.plus(FIRST_LOOK)));
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
  private static @Nullable Waiting after(Waiting was, Optional<Workloads.Lack> lack, Instant now) {
    if (lack.isPresent() && lack.get().count() == 0) {
      return null;
    }
    var is = lack.map(seen -> was.seen(seen, now)).orElseGet(() -> was.nudged(now));
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

  private static Amounts charge(Workloads.Lack lack) {
    return PodCharge.of(lack.pod()).max(lack.requested()).max(onePod());
  }

  private static Amounts onePod() {
    return Amounts.of(QuotaKey.PODS, 1);
  }

  /** By namespace, what is waited for. */
  synchronized Map<String, List<Allocator.Demand>> byNamespace() {
    var demands = new LinkedHashMap<String, List<Allocator.Demand>>();
    waiting.forEach(
        (workload, wanted) -> {
          if (wanted.isOpen()) {
            demands
                .computeIfAbsent(workload.namespace(), n -> new ArrayList<>())
                .add(new Allocator.Demand(wanted.each(), wanted.count()));
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
                    wanted.getValue().count(),
                    wanted.getValue().each(),
                    wanted.getValue().since()))
        .toList();
  }

  /** Nudges those for whose next pod there is room now. */
  void serve(Map<String, NativeQuota> quotas) {
    for (var workload : takeServed(quotas)) {
      workloads.nudge(workload, clock.instant());
    }
  }

  private synchronized List<Ref> takeServed(Map<String, NativeQuota> quotas) {
    var now = clock.instant();
    var served = new ArrayList<Ref>();
    for (var wanted : waiting.entrySet()) {
      var quota = quotas.get(wanted.getKey().namespace());
      if (wanted.getValue().isOpen() && hasRoom(wanted.getValue().each(), quota)) {
        served.add(wanted.getKey());
        wanted.setValue(wanted.getValue().nudged(now));
      }
    }
    return served;
  }

  private static boolean hasRoom(Amounts each, @Nullable NativeQuota quota) {
    return quota != null
        && each.only(quota.enforced().keys()).fitsIn(quota.enforced().minus(quota.used()));
  }
}
