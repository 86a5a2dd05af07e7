package dev.cityhall.bench.quota.latency;

import dev.cityhall.bench.quota.RefusalLog.Refused;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** What watches have said about one namespace at a time, and when they said it. */
final class Sightings implements AutoCloseable {

  private final List<Watch> watches;
  private final List<String> trouble = new ArrayList<>();
  private final Map<String, Instant> stored = new HashMap<>();
  private final Map<String, Instant> running = new HashMap<>();
  private final Set<String> there = new HashSet<>();
  private final Map<String, Long> rooms = new HashMap<>();
  private String namespace = "";
  private Instant from = Instant.MAX;
  private long needed = Long.MAX_VALUE;
  private Instant refusedAt;
  private Instant heardAt;
  private Instant raisedAt;
  private int refusals;
  private Instant quotaChangedAt = Instant.MIN;

  Sightings(KubernetesClient client, String label, String value) {
    watches =
        List.of(
            client.pods().inAnyNamespace().watch(new Handler<>(this::pod)),
            client
                .resourceQuotas()
                .inAnyNamespace()
                .withLabel(label, value)
                .watch(new Handler<>(this::quota)),
            client
                .v1()
                .events()
                .inAnyNamespace()
                .withField("reason", "FailedCreate")
                .watch(new Handler<Event>(this::event)));
  }

  /**
   * Begins an episode.
   *
   * @param newNeeded pods of the namespace when the scale-up is complete
   */
  synchronized void begin(String newNamespace, long newNeeded) {
    namespace = newNamespace;
    needed = newNeeded;
    from = Instant.now();
    refusedAt = null;
    heardAt = null;
    raisedAt = null;
    refusals = 0;
    stored.clear();
    running.clear();
  }

  synchronized void refused(Refused refused) {
    if (refused.namespace().equals(namespace) && refused.at().isAfter(from)) {
      refusals++;
      if (refusedAt == null) {
        refusedAt = refused.at();
      }
    }
  }

  private synchronized void pod(Watcher.Action action, Pod pod) {
    var at = Instant.now();
    var name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    if (action == Watcher.Action.DELETED) {
      there.remove(name);
      stored.remove(name);
      running.remove(name);
      return;
    }
    there.add(name);
    if (pod.getMetadata().getNamespace().equals(namespace)) {
      stored.putIfAbsent(name, at);
      if ("Running".equals(pod.getStatus().getPhase())) {
        running.putIfAbsent(name, at);
      }
    }
  }

  private synchronized void quota(Watcher.Action action, ResourceQuota quota) {
    var at = Instant.now();
    quotaChangedAt = at;
    var hard = Amounts.parse(quota.getStatus().getHard()).orZero(QuotaKey.PODS);
    var used = Amounts.parse(quota.getStatus().getUsed()).orZero(QuotaKey.PODS);
    rooms.put(quota.getMetadata().getNamespace(), hard - used);
    if (quota.getMetadata().getNamespace().equals(namespace) && hard >= needed) {
      raisedAt = raisedAt == null ? at : raisedAt;
    }
  }

  private synchronized void event(Watcher.Action action, Event event) {
    var at = Instant.now();
    if (heardAt == null
        && event.getMetadata().getNamespace().equals(namespace)
        && event.getMessage().contains("exceeded quota")
        && from.getEpochSecond()
            <= java.time.OffsetDateTime.parse(event.getLastTimestamp()).toEpochSecond()) {
      heardAt = at;
    }
  }

  /** Pods for which the native quota has room, by the last that was seen of it. */
  synchronized long room(String of) {
    return rooms.getOrDefault(of, 0L);
  }

  synchronized boolean isQuietSince(Instant at) {
    return quotaChangedAt.isBefore(at);
  }

  synchronized long pods() {
    return there.size();
  }

  synchronized long running() {
    return running.size();
  }

  /** How the episode went; of pods, those that were seen after it began. */
  synchronized Episode end(int number, boolean isNew, int asked, long hadRoomFor, boolean isDone) {
    return new Episode(
        number,
        isNew,
        asked,
        hadRoomFor,
        Optional.ofNullable(refusedAt),
        refusals,
        Optional.ofNullable(heardAt),
        Optional.ofNullable(raisedAt),
        isDone ? last(stored) : Optional.empty(),
        isDone ? last(running) : Optional.empty());
  }

  private static Optional<Instant> last(Map<String, Instant> seen) {
    return seen.values().stream().max(Instant::compareTo);
  }

  synchronized List<String> trouble() {
    return List.copyOf(trouble);
  }

  private synchronized void lost(String how) {
    trouble.add("a watch was lost, so nothing is proven from there on: " + how);
  }

  private final class Handler<T> implements Watcher<T> {
    private final BiConsumer<Action, T> listener;

    Handler(BiConsumer<Action, T> listener) {
      this.listener = listener;
    }

    @Override
    public void eventReceived(Action action, T object) {
      listener.accept(action, object);
    }

    @Override
    public void onClose(WatcherException cause) {
      lost(cause.toString());
    }
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
