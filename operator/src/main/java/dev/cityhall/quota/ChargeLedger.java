package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one namespace's native quota, from which its use is recounted: never below what is
 * stored and in flight at the quota version last seen.
 *
 * <p>Fed by two watches that may lag behind each other as they like: every version of the quota,
 * and every event of the namespace's pods. A charge is a rise of {@code used} that nobody who
 * counts has written, for the controller-manager raises a use too when it has not seen yet which
 * pods went; it becomes a pod seen added, is still in flight, or was a create that failed. So
 * {@code live + (rises − adds)} is enough: an unseen deletion or addition only makes it too high,
 * and an unseen charge has moved the quota on from the version that the recount is written at.
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
 * <p>Assumed: what was charged is stored within {@link #STORED_WITHIN} or never; the clocks of the
 * API servers differ by less than {@link #CLOCKS_DIFFER}.
 */
public final class ChargeLedger {

  /**
   * Longest time from the charge of a create to its end. The API server stores a pod next after its
   * charge; a server that stands still in between for longer lets a pod too many in, as it does by
   * the fence's 2 s.
   */
  public static final Duration STORED_WITHIN = Duration.ofSeconds(10);

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

  /** Less than nothing by what was used without a live pod at the last restart. */
  private Balance first = Balance.ZERO;

  /**
   * Version of the quota at the last restart. A pod that was there and is told to have gone before
   * it may have been recounted by it, and so stands for nothing that was used.
   */
  private long firstVersion;

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
   * @param counted keys of it that were last changed by a count: what rose there was not charged
   * @param writtenAt latest time in {@code metadata.managedFields}: when the API server wrote this
   *     version or one before it, in whole seconds
   */
  public synchronized void quotaSeen(
      long seenVersion, Amounts seenUse, Set<QuotaKey> counted, Instant writtenAt) {
    if (used != null && seenVersion <= version) {
      return;
    }
    var before = used;
    version = seenVersion;
    used = seenUse;
    if (before == null || !before.keys().containsAll(seenUse.keys())) {
      forgetResidual();
    } else {
      residual = residual.plus(without(counted, seenUse.minus(before)));
    }
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

  /** A pod was found of which nobody knows what was charged: its node reports otherwise. */
  public synchronized void podFound(String uid, Amounts charge) {
    replace(uid, charge);
    isReportedOtherwise = true;
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

  /**
   * A pod went.
   *
   * @param podsVersion a version of the store before it went
   */
  public synchronized void podGone(String uid, long podsVersion) {
    var charge = Optional.ofNullable(pods.remove(uid)).orElse(Amounts.NONE);
    live = live.minus(charge);
    reportedOtherwise.remove(uid);
    if (podsVersion < firstVersion) {
      first = first.minus(charge);
    }
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
   * @return empty if nothing is to be lowered, or not yet
   */
  public synchronized Optional<Amounts> recount(Instant now, Instant podsSeen) {
    if (used == null) {
      return Optional.empty();
    }
    if (isCutDue(now)) {
      young.addLast(new Cut(now, written.plus(CLOCKS_DIFFER), residual));
    }
    while (!young.isEmpty() && !podsSeen.isBefore(young.getFirst().madeAt.plus(STORED_WITHIN))) {
      var surplusAtCut = young.removeFirst().surplus;
      surplus = surplus == null ? surplusAtCut : surplus.max(surplusAtCut);
    }
    var charges = liveOf(used);
    var inFlight =
        residual.above(surplus == null ? first : first.max(surplus)).only(charges.keys());
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
    var raised = counted.max(surelyCharged.only(PodCharge.keysOfPods(counted)));
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
    PodCharge.keysOfPodsAlone(use).forEach(key -> charges.put(key, live.orZero(key)));
    return Amounts.of(charges);
  }

  private Amounts replace(String uid, Amounts charge) {
    var before = Optional.ofNullable(pods.put(uid, charge)).orElse(Amounts.NONE);
    live = live.minus(before).plus(charge);
    return before;
  }

  private static Amounts without(Set<QuotaKey> keys, Amounts amounts) {
    var rest = new HashSet<>(amounts.keys());
    rest.removeAll(keys);
    return amounts.only(rest);
  }

  private void forgetResidual() {
    residual = Balance.ZERO;
    young.clear();
    surplus = null;
    var charged = isReportedOtherwise || !reportedOtherwise.isEmpty() ? Amounts.NONE : live;
    first = used == null ? Balance.ZERO : Balance.ZERO.minus(used).plus(charged);
    firstVersion = version;
  }
}
