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

/**
 * The ledgers of all namespaces, fed by the watches of pods and of quotas, and what is there now.
 */
final class LiveUse {

  private final Pods pods;
  private final Consumer<String> podsChanged;
  private final Consumer<String> useChanged;
  private final Map<String, Amounts> lastUse = new ConcurrentHashMap<>();
  private final Map<String, ChargeLedger> ledgers = new ConcurrentHashMap<>();
  private final Map<String, Set<Ref>> makers = new ConcurrentHashMap<>();
  private final Map<String, Long> lowered = new ConcurrentHashMap<>();

  /**
   * @param podsChanged is told the namespaces in which pods went or changed
   * @param useChanged is told the namespaces whose quota counts something else now
   */
  LiveUse(Pods pods, Consumer<String> podsChanged, Consumer<String> useChanged) {
    this.pods = pods;
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

  /** Namespaces that have a ledger. */
  Set<String> namespaces() {
    return Set.copyOf(ledgers.keySet());
  }

  /**
   * Forgets namespaces that are gone.
   *
   * @param isGone whether neither the namespace nor its quota is there any more
   */
  void forget(Predicate<String> isGone) {
    ledgers.keySet().removeIf(name -> isGone.test(name) && pods.of(name).isEmpty());
    var there = namespaces();
    lastUse.keySet().retainAll(there);
    lowered.keySet().retainAll(there);
    makers.keySet().retainAll(there);
  }

  /** To what the use of a namespace may be lowered; see {@link ChargeLedger#recount}. */
  Optional<Recounted> recount(String namespace, Instant now) {
    var ledger = ledgers.get(namespace);
    if (ledger == null) {
      return Optional.empty();
    }
    synchronized (ledger) {
      return ledger
          .recount(now, pods.seenUntil())
          .map(used -> new Recounted(ledger.version(), used));
    }
  }

  /** To what the use of a namespace must be raised, as pods that are there are not counted. */
  Optional<Recounted> undercount(String namespace) {
    var ledger = ledgers.get(namespace);
    if (ledger == null) {
      return Optional.empty();
    }
    var sure = surelyCharged(namespace);
    synchronized (ledger) {
      return ledger.undercount(sure).map(used -> new Recounted(ledger.version(), used));
    }
  }

  /** To what the use of a namespace is to be set: first up for forgotten pods, else down. */
  Optional<Recounted> due(String namespace, Instant now) {
    return undercount(namespace).or(() -> recount(namespace, now));
  }

  /**
   * A use that may be written.
   *
   * @param version of the quota that it holds at, and at no other
   */
  record Recounted(long version, Amounts used) {}

  /** How often the use of a namespace was seen to be lowered, by whoever. */
  long lowered(String namespace) {
    return lowered.getOrDefault(namespace, 0L);
  }

  /** What the pods of a namespace that are there are charged. */
  Amounts live(String namespace) {
    var ledger = ledgers.get(namespace);
    return ledger == null ? Amounts.NONE : ledger.live();
  }

  /** A quota that counts at least the pods that are there. */
  NativeQuota withLive(String namespace, NativeQuota quota) {
    return quota.withAtLeast(surelyCharged(namespace));
  }

  private Amounts surelyCharged(String namespace) {
    return pods.of(namespace).stream()
        .filter(PodDigest::isSurelyCharged)
        .map(PodDigest::charge)
        .reduce(Amounts.NONE, Amounts::plus);
  }

  /** By namespace, {@link #largestPod}. */
  Map<String, Amounts> largestPods(Set<String> namespaces) {
    var largest = new HashMap<String, Amounts>();
    namespaces.forEach(namespace -> largest.put(namespace, largestPod(namespace)));
    return largest;
  }

  /** The largest charge of a pod in the namespace, by each key. */
  Amounts largestPod(String namespace) {
    return pods.of(namespace).stream().map(PodDigest::charge).reduce(Amounts.NONE, Amounts::max);
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

  private ChargeLedger of(String namespace) {
    return ledgers.computeIfAbsent(namespace, n -> new ChargeLedger());
  }

  /** Keeps the ledgers of pods. */
  private final class OfPods implements PodListener {

    private boolean isListed;

    @Override
    public void added(PodDigest pod) {
      if (pod.isReportedOtherwise()) {
        of(pod.namespace()).podFound(pod.uid(), pod.charge());
      } else {
        of(pod.namespace()).podAdded(pod.uid(), pod.charge(), pod.created());
      }
      Workloads.ref(pod.owner().kind(), pod.namespace(), pod.owner().name())
          .ifPresent(workload -> made(pod.namespace(), workload));
    }

    @Override
    public void changed(PodDigest before, PodDigest after) {
      of(after.namespace()).podChanged(after.uid(), after.charge(), after.isSpecNewerThan(before));
      if (!after.charge().equals(before.charge())) {
        podsChanged.accept(after.namespace());
      }
    }

    @Override
    public void gone(PodDigest pod) {
      of(pod.namespace()).podGone(pod.uid(), pods.seenVersion());
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
      for (var namespace : Set.copyOf(ledgers.keySet())) {
        var charges = new HashMap<String, Amounts>();
        var there = pods.of(namespace);
        there.forEach(pod -> charges.put(pod.uid(), pod.charge()));
        of(namespace).restarted(charges, there.stream().anyMatch(PodDigest::isReportedOtherwise));
      }
    }
  }

  /** Keeps the ledgers of quotas. */
  private final class OfQuotas implements QuotaListener {

    @Override
    public void seen(
        String namespace, long version, Amounts used, Set<QuotaKey> counted, Instant writtenAt) {
      of(namespace).quotaSeen(version, used, counted, writtenAt);
      var before = lastUse.put(namespace, used);
      if (before != null && !before.fitsIn(used)) {
        lowered.merge(namespace, 1L, Long::sum);
      }
      if (!used.equals(before)) {
        useChanged.accept(namespace);
      }
    }

    @Override
    public void gone(String namespace) {
      of(namespace).restarted();
    }

    @Override
    public void restarted() {
      ledgers.values().forEach(ChargeLedger::restarted);
    }
  }
}
