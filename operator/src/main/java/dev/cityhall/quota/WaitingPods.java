package dev.cityhall.quota;

import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a workload that waits for quota; see {@link Demands}.
 *
 * @param quota name of the native quota that refused it last
 * @param each the charge of one of its pods
 * @param count how many it lacks
 * @param there how many it has
 * @param isOpen whether it waits for room; if not, it was nudged, or is only suspected
 * @param told what it was told last; null before it was
 * @param tries nudges and looks that brought nothing, one after the other
 * @param since when it was refused first
 * @param heardAt when it was refused, or got on
 * @param lookAt when to read it anew
 */
record WaitingPods(
    String quota,
    Amounts each,
    long count,
    long there,
    boolean isOpen,
    @Nullable Told told,
    int tries,
    Instant since,
    Instant heardAt,
    Instant lookAt) {

  /** A pod that nothing is known of. */
  static final Amounts ONE = Amounts.of(QuotaKey.PODS, 1);

  /** Longest back-off of a controller, about 16 minutes: until then it may come back by itself. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(17);

  /** After a nudge or a suspicion; doubled with each that brought nothing, for two minutes. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private static final int MOST_DOUBLINGS = 7;

  /** What waits may have been scaled down or deleted. */
  private static final Duration LOOK_WHILE_WAITING = Duration.ofSeconds(30);

  /** How long room is kept for who was told of it: a controller makes its pods in this time. */
  private static final Duration KEPT = Duration.ofSeconds(1);

  /**
   * That there is room.
   *
   * @param used of the quota that had refused it, then
   */
  record Told(Amounts used, Instant at) {}

  static WaitingPods refused(
      String quota, Amounts each, Optional<Workloads.Lack> lack, Instant refusedAt, Instant now) {
    return new WaitingPods(
        quota,
        each,
        lack.map(Workloads.Lack::count).orElse(1L),
        lack.map(Workloads.Lack::there).orElse(0L),
        true,
        null,
        0,
        lack.flatMap(Workloads.Lack::since).orElse(refusedAt),
        refusedAt,
        now.plus(LOOK_WHILE_WAITING));
  }

  static WaitingPods suspected(Instant now) {
    return new WaitingPods(
        Plane.WHOLE.quota(),
        ONE,
        Long.MAX_VALUE,
        0,
        false,
        null,
        0,
        now,
        now,
        now.plus(FIRST_LOOK));
  }

  WaitingPods nudged(Amounts used, Instant now) {
    return later(new Told(used, now), now);
  }

  /** It could not be read. */
  WaitingPods unread(Instant now) {
    return later(told, now);
  }

  private WaitingPods later(@Nullable Told told, Instant now) {
    return new WaitingPods(
        quota, each, count, there, false, told, tries + 1, since, heardAt, now.plus(delay(tries)));
  }

  WaitingPods refusedAgain(WaitingPods is) {
    var nextTries = is.there > there ? 0 : tries;
    return new WaitingPods(
        is.quota,
        each.max(is.each),
        is.count,
        is.there,
        true,
        null,
        nextTries,
        earlier(since, is.since),
        is.heardAt,
        is.lookAt);
  }

  /** What a look has shown: it lacks pods, and was refused or is at work. */
  WaitingPods seen(Workloads.Lack lack, Instant now) {
    var isCertain = !lack.requested().isEmpty();
    var getsOn = lack.count() < count || lack.there() > there;
    var nextTries = getsOn ? 0 : lack.isRefused() ? tries : tries + 1;
    return new WaitingPods(
        lack.quota().isEmpty() ? quota : lack.quota(),
        each.max(charge(lack)),
        lack.count(),
        lack.there(),
        lack.isRefused(),
        null,
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

  /**
   * Pods that room is to be given to, or kept for.
   *
   * @param used of the quota that refused it, now
   */
  long demanded(Amounts used, Instant now) {
    if (isOpen) {
      return count;
    }
    if (told == null || !now.isBefore(told.at().plus(KEPT))) {
      return 0;
    }
    var then = told.used();
    var made =
        used.keys().stream()
            .filter(key -> each.orZero(key) > 0)
            .mapToLong(key -> (used.orZero(key) - then.orZero(key)) / each.orZero(key))
            .max()
            .orElse(0);
    return Math.max(0, count - Math.max(0, made));
  }

  /** What one of its pods is charged. */
  static Amounts charge(Workloads.Lack lack) {
    return PodCharge.of(lack.pod()).max(lack.requested()).max(ONE);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Duration delay(int tries) {
    return FIRST_LOOK.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
  }
}
