package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one namespace's native quota, from which its use is recounted: never below what is
 * stored and in flight at the quota version last seen.
 *
 * <p>Fed by two watches that may lag behind each other as they like: every version of the quota,
 * and every event of the namespace's pods. A charge is a rise of {@code used}; it becomes a pod
 * seen added, is still in flight, or was a create that failed. So {@code live + (rises − adds)} is
 * enough: an unseen deletion or addition only makes it too high, and an unseen charge has moved the
 * quota on from the version that the recount is written at.
 *
 * <p><b>Failed creates and restarts.</b> The sums may start at any cut in time that is older than a
 * request can be: what was charged before the cut is stored and seen, or has failed. Rises count
 * from the cut on, and adds only of pods that were surely charged after it: those created later
 * than the quota's last write before the cut, by the server's clock. What is in flight is then at
 * most {@code rises − adds} of every such cut; a cut is made every {@link #CUT_EVERY} and the least
 * result is taken. The bound is tight if some cut fell on two seconds without a create. After a
 * restart there is no cut that is old enough: then all that is used without a live pod is taken to
 * be in flight, so that only what goes from then on lowers the use.
 *
 * <p>Assumed: the API server ends a request within 60 s; the clocks of the API servers differ by
 * less than {@link #CLOCKS_DIFFER}.
 */
public final class ChargeLedger {

  /** The API server's time-out of 60 s and a margin. */
  public static final Duration LONGEST_REQUEST = Duration.ofSeconds(65);

  /** How often a new start of the sums is tried. */
  public static final Duration CUT_EVERY = Duration.ofSeconds(1);

  /** Most that the clocks of two API servers differ. */
  public static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

  /** Bounds the memory while {@code podsSeen} stands still. */
  private static final int MOST_CUTS = 200;

  private final Map<String, Amounts> pods = new HashMap<>();
  private Amounts live = Amounts.NONE;

  private long version;
  private @Nullable Amounts used;
  private Instant written = Instant.MIN;

  /** Rises minus adds, since whenever. */
  private Balance residual = Balance.ZERO;

  /**
   * The residual less what was used without a live pod at the first moment after a restart when the
   * pods were known at the quota's version or later: all of that may have been in flight.
   */
  private @Nullable Balance first;

  /** Live pods that count for more than was charged for them, with what was charged. */
  private final Map<String, Amounts> reportedOtherwise = new HashMap<>();

  /** Whether there was such a pod in the last list; nobody knows what was charged for it. */
  private boolean isReportedOtherwise;

  private final Deque<Cut> young = new ArrayDeque<>();

  /** The most that the residual is surely too high by; null before the first cut is old enough. */
  private @Nullable Balance surplus;

  /** A possible start of the sums. */
  private static final class Cut {

    private final Instant madeAt;

    /** A pod created later was charged after the cut. */
    private final Instant lastCreation;

    /** The residual at the cut, less the adds since that may be of charges before it. */
    private Balance surplus;

    Cut(Instant madeAt, Instant lastCreation, Balance residual) {
      this.madeAt = madeAt;
      this.lastCreation = lastCreation;
      this.surplus = residual;
    }
  }

  /**
   * Takes in a version of the quota. Every version must come, in their order; else call {@link
   * #restarted()}.
   *
   * @param seenUse {@code status.used}
   * @param writtenAt latest time in {@code metadata.managedFields}: when the API server wrote this
   *     version or one before it, in whole seconds
   */
  public synchronized void quotaSeen(long seenVersion, Amounts seenUse, Instant writtenAt) {
    if (used != null && seenVersion <= version) {
      return;
    }
    if (used == null || !used.keys().containsAll(seenUse.keys())) {
      forgetResidual();
    } else {
      residual = residual.plus(seenUse.minus(used));
    }
    version = seenVersion;
    used = seenUse;
    written = writtenAt.isAfter(written) ? writtenAt : written;
  }

  /**
   * A pod came.
   *
   * @param created its creation time, which the API server takes before it charges
   */
  public synchronized void podAdded(String uid, Amounts charge, Instant created) {
    if (pods.containsKey(uid)) {
      podChanged(uid, charge, false);
      return;
    }
    replace(uid, charge);
    residual = residual.minus(charge);
    young.stream()
        .filter(cut -> !created.isAfter(cut.lastCreation))
        .forEach(cut -> cut.surplus = cut.surplus.minus(charge));
  }

  /**
   * A pod's charge changed.
   *
   * @param resized whether its spec changed, so that a higher charge was admitted by the quota;
   *     what a mere change of status adds was not
   */
  public synchronized void podChanged(String uid, Amounts charge, boolean resized) {
    var before = replace(uid, charge);
    var more = charge.minus(before);
    if (resized) {
      residual = residual.minus(more);
      young.forEach(cut -> cut.surplus = cut.surplus.minus(more));
      reportedOtherwise.computeIfPresent(uid, (pod, charged) -> charged.plus(more));
    } else if (!more.withoutZeros().isEmpty()) {
      reportedOtherwise.putIfAbsent(uid, before);
    } else if (charge.fitsIn(reportedOtherwise.getOrDefault(uid, Amounts.NONE))) {
      reportedOtherwise.remove(uid);
    }
  }

  /** A pod went. */
  public synchronized void podGone(String uid) {
    live = live.minus(Optional.ofNullable(pods.remove(uid)).orElse(Amounts.NONE));
    reportedOtherwise.remove(uid);
  }

  /** Versions of the quota may have been missed, or it is another quota. */
  public synchronized void restarted() {
    used = null;
    forgetResidual();
  }

  /**
   * Events of pods may have been missed; these are there now.
   *
   * @param charges by uid
   * @param anyReportedOtherwise whether a node reports other resources for one of them than its
   *     spec
   */
  public synchronized void restarted(Map<String, Amounts> charges, boolean anyReportedOtherwise) {
    isReportedOtherwise = anyReportedOtherwise;
    reportedOtherwise.clear();
    pods.clear();
    live = Amounts.NONE;
    charges.forEach(this::replace);
    forgetResidual();
  }

  /**
   * What {@code status.used} may be lowered to by a write that holds only at {@link #version()}.
   *
   * @param now the time, by the same clock as {@code podsSeen}, one that does not jump
   * @param podsSeen a moment: every pod that was stored before it was told here
   * @param podsVersion a version of the store up to which every event of pods was told here
   * @return empty if nothing is to be lowered, or not yet
   */
  public synchronized Optional<Amounts> recount(Instant now, Instant podsSeen, long podsVersion) {
    if (used == null) {
      return Optional.empty();
    }
    var isLiveCharged = !isReportedOtherwise && reportedOtherwise.isEmpty();
    if (first == null && surplus == null && isLiveCharged && podsVersion >= version) {
      first = residual.minus(used).plus(live);
    }
    if (isCutDue(now)) {
      young.addLast(new Cut(now, written.plus(CLOCKS_DIFFER), residual));
    }
    while (!young.isEmpty() && !podsSeen.isBefore(young.getFirst().madeAt.plus(LONGEST_REQUEST))) {
      var surplusAtCut = young.removeFirst().surplus;
      surplus = surplus == null ? surplusAtCut : surplus.max(surplusAtCut);
    }
    var known = surplus == null ? first : surplus;
    if (known == null) {
      return Optional.empty();
    }
    var charges = liveOf(used);
    var inFlight = residual.above(first == null ? known : known.max(first)).only(charges.keys());
    var recounted = Recount.of(used, charges, inFlight, Amounts.NONE);
    return recounted.equals(used) ? Optional.empty() : Optional.of(recounted);
  }

  /** Version of the quota last seen; 0 before the first. */
  public synchronized long version() {
    return version;
  }

  /**
   * What {@code status.used} is to be raised to, because somebody's recount forgot pods.
   *
   * @param surelyCharged sum of the charges of pods that are there and not going
   * @return empty if all of them are counted
   */
  public synchronized Optional<Amounts> undercount(Amounts surelyCharged) {
    if (used == null) {
      return Optional.empty();
    }
    var counted = used;
    var raised = counted.max(surelyCharged.only(liveOf(counted).keys()));
    return raised.equals(counted) ? Optional.empty() : Optional.of(raised);
  }

  /** Charges of the pods that are there. */
  public synchronized Amounts live() {
    return live;
  }

  /** By how much the pods that are there exceed the quota; only keys that are exceeded. */
  public synchronized Amounts breach(Amounts hard) {
    return live.only(hard.keys()).minus(hard).withoutZeros();
  }

  private boolean isCutDue(Instant now) {
    return young.isEmpty()
        || (young.size() < MOST_CUTS && !now.isBefore(young.getLast().madeAt.plus(CUT_EVERY)));
  }

  /** Charges of the live pods for every key that is recounted, 0 included. */
  private Amounts liveOf(Amounts use) {
    var charges = new TreeMap<QuotaKey, Long>();
    use.keys().stream()
        .filter(PodCharge::isOnlyOfPods)
        .forEach(key -> charges.put(key, live.orZero(key)));
    return Amounts.of(charges);
  }

  private Amounts replace(String uid, Amounts charge) {
    var before = Optional.ofNullable(pods.put(uid, charge)).orElse(Amounts.NONE);
    live = live.minus(before).plus(charge);
    return before;
  }

  private void forgetResidual() {
    residual = Balance.ZERO;
    young.clear();
    surplus = null;
    first = null;
  }
}
