package dev.cityhall.quota;

import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.PodListener;
import dev.cityhall.cluster.Pods;
import dev.cityhall.cluster.QuotaListener;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The ledgers of all native quotas, fed by the watches of pods and of quotas, and what is there
 * now.
 *
 * <p>A namespace has a ledger of the whole as soon as it has a pod or a quota; one of another plane
 * from the moment on that its quota is seen, and then with the pods that are there.
 */
final class LiveUse {

  private final Pods pods;
  private final Consumer<String> podsChanged;
  private final Consumer<String> useChanged;
  private final Map<Ref, Amounts> lastUse = new ConcurrentHashMap<>();
  private final Ledgers ledgers;
  private final Map<String, Set<Ref>> makers = new ConcurrentHashMap<>();
  private final Map<Ref, Long> lowered = new ConcurrentHashMap<>();

  /**
   * @param podsChanged is told the namespaces in which pods went or changed
   * @param useChanged is told the namespaces whose quota counts something else now
   */
  LiveUse(Pods pods, Consumer<String> podsChanged, Consumer<String> useChanged) {
    this.pods = pods;
    this.ledgers = new Ledgers(pods);
    this.podsChanged = podsChanged;
    this.useChanged = useChanged;
  }

  /** What the watch of pods is to tell. */
  PodListener ofPods() {
    return new OfPods();
  }

  /** What the watch of quotas is to tell. */
  QuotaListener ofQuotas() {
    return new OfQuotas();
  }

  /** Quotas that have a ledger. */
  Set<Ref> quotas() {
    return ledgers.quotas();
  }

  /** Whether a namespace has a ledger. */
  boolean knows(String namespace) {
    return ledgers.find(Plane.WHOLE.ref(namespace)) != null;
  }

  /**
   * Forgets namespaces that are gone.
   *
   * @param isGone whether neither a quota is there any more nor its namespace
   */
  void forget(Predicate<Ref> isGone) {
    ledgers.forget(isGone);
    var there = quotas();
    lastUse.keySet().retainAll(there);
    lowered.keySet().retainAll(there);
    makers.keySet().removeIf(namespace -> !knows(namespace));
  }

  /** To what the use of a quota may be lowered; see {@link ChargeLedger#recount}. */
  Optional<Recounted> recount(Ref quota, Instant now) {
    var ledger = ledgers.find(quota);
    if (ledger == null) {
      return Optional.empty();
    }
    synchronized (ledger) {
      return ledger
          .recount(now, pods.seenUntil())
          .map(used -> new Recounted(ledger.version(), used));
    }
  }

  /** To what the use of a quota must be raised, as pods that are there are not counted. */
  Optional<Recounted> undercount(Ref quota) {
    var ledger = ledgers.find(quota);
    if (ledger == null) {
      return Optional.empty();
    }
    var sure = surelyCharged(quota);
    synchronized (ledger) {
      return ledger.undercount(sure).map(used -> new Recounted(ledger.version(), used));
    }
  }

  /** To what the use of a quota is to be set: first up for forgotten pods, else down. */
  Optional<Recounted> due(Ref quota, Instant now) {
    return undercount(quota).or(() -> recount(quota, now));
  }

  /**
   * A use that may be written.
   *
   * @param version of the quota that it holds at, and at no other
   */
  record Recounted(long version, Amounts used) {}

  /** How often the use of a quota was seen to be lowered, by whoever. */
  long lowered(Ref quota) {
    return lowered.getOrDefault(quota, 0L);
  }

  /** What the pods that are there are charged in a quota. */
  Amounts live(Ref quota) {
    var ledger = ledgers.find(quota);
    return ledger == null ? Amounts.NONE : ledger.live();
  }

  /** A quota that counts at least the pods that are there. */
  NativeQuota withLive(Ref ref, NativeQuota quota) {
    return quota.withAtLeast(surelyCharged(ref));
  }

  private Amounts surelyCharged(Ref quota) {
    return pods(quota)
        .filter(PodDigest::isSurelyCharged)
        .map(PodDigest::charge)
        .reduce(Amounts.NONE, Amounts::plus);
  }

  /** By namespace, the largest charge of a pod there that the plane counts, by each key. */
  Map<String, Amounts> largestPods(Plane plane, Set<String> namespaces) {
    var largest = new HashMap<String, Amounts>();
    namespaces.forEach(
        namespace ->
            largest.put(
                namespace,
                pods(plane.ref(namespace))
                    .map(PodDigest::charge)
                    .reduce(Amounts.NONE, Amounts::max)));
    return largest;
  }

  /** By namespace, the workloads of which pods came since this was asked last. */
  Map<String, Set<Ref>> takeMakers() {
    var taken = new HashMap<String, Set<Ref>>();
    for (var namespace : Set.copyOf(makers.keySet())) {
      var ofNamespace = makers.remove(namespace);
      if (ofNamespace != null) {
        taken.put(namespace, ofNamespace);
      }
    }
    return taken;
  }

  private void made(String namespace, Ref workload) {
    makers.merge(
        namespace,
        Set.of(workload),
        (some, one) -> {
          var all = new HashSet<>(some);
          all.addAll(one);
          return all;
        });
  }

  /**
   * Whether a ReplicaSet makes the new pods of a roll-out: another one of its Deployment, which is
   * known by its name, still has pods.
   */
  boolean isRollOut(Ref workload) {
    var name = workload.name();
    var deployment = name.lastIndexOf('-');
    return workload.kind() == ObjectKind.REPLICA_SET
        && deployment > 0
        && pods.of(workload.namespace()).stream()
            .filter(pod -> !pod.isGoing() && pod.owner().kind().equals("ReplicaSet"))
            .map(pod -> pod.owner().name())
            .anyMatch(
                other ->
                    !other.equals(name)
                        && other.lastIndexOf('-') == deployment
                        && other.startsWith(name.substring(0, deployment)));
  }

  /** The pods of a namespace. */
  Collection<PodDigest> pods(String namespace) {
    return pods.of(namespace);
  }

  /** The pods that a quota counts. */
  Stream<PodDigest> pods(Ref quota) {
    var plane = Plane.heldBy(quota);
    return pods.of(quota.namespace()).stream().filter(plane::counts);
  }

  /** Keeps the ledgers of pods. */
  private final class OfPods implements PodListener {

    private boolean isListed;

    @Override
    public void added(PodDigest pod) {
      for (var ledger : ledgers.counting(pod)) {
        if (pod.isReportedOtherwise()) {
          ledger.podFound(pod.uid(), pod.charge());
        } else {
          ledger.podAdded(pod.uid(), pod.charge(), pod.created());
        }
      }
      Workloads.ref(pod.owner().kind(), pod.namespace(), pod.owner().name())
          .ifPresent(workload -> made(pod.namespace(), workload));
    }

    @Override
    public void changed(PodDigest before, PodDigest after) {
      var resized = after.isSpecNewerThan(before);
      ledgers
          .counting(after)
          .forEach(ledger -> ledger.podChanged(after.uid(), after.charge(), resized));
      if (!after.charge().equals(before.charge())) {
        podsChanged.accept(after.namespace());
      }
    }

    @Override
    public void gone(PodDigest pod) {
      ledgers.counting(pod).forEach(ledger -> ledger.podGone(pod.uid(), pods.seenVersion()));
      podsChanged.accept(pod.namespace());
    }

    /**
     * A later list tells what it changed as events, and what came and went unseen only makes the
     * sums too high for a while.
     */
    @Override
    public void restarted() {
      if (isListed) {
        return;
      }
      isListed = true;
      ledgers.listAnew();
    }
  }

  /** Keeps the ledgers of quotas. */
  private final class OfQuotas implements QuotaListener {

    @Override
    public void seen(
        Ref quota, long version, Amounts used, Set<QuotaKey> counted, Instant writtenAt) {
      ledgers.opened(quota).quotaSeen(version, used, counted, writtenAt);
      var before = lastUse.put(quota, used);
      if (before != null && !before.fitsIn(used)) {
        lowered.merge(quota, 1L, Long::sum);
      }
      if (!used.equals(before)) {
        useChanged.accept(quota.namespace());
      }
    }

    @Override
    public void gone(Ref quota) {
      ledgers.of(quota).restarted();
    }

    @Override
    public void restarted() {
      ledgers.all().forEach(ChargeLedger::restarted);
    }
  }
}
