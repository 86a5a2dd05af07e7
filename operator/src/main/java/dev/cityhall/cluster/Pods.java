package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.Amounts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pods of all departments, kept as digests by one watch of the cluster's pods.
 *
 * <p>A {@link Feed} and no informer, for two things that an informer does not tell: that events may
 * have been missed, and up to which moment every event has been seen; the bookmarks of the API
 * server, one a minute, say the latter also where no pod changes.
 */
public final class Pods implements AutoCloseable {

  private static final int PAGE = 500;

  private final ApiServer api;
  private final Function<JsonNode, Amounts> charge;
  private final Predicate<String> isOurs;
  private final List<PodListener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch listed = new CountDownLatch(1);

  private final Map<String, Map<String, PodDigest>> namespaces = new HashMap<>();
  private final Progress progress = new Progress();
  private final Feed feed;

  /**
   * @param charge what a quota is charged for a pod, in whole units
   * @param isOurs whether a namespace is of interest; pods of others are not looked at. When the
   *     answer changes, call {@link #reread()}
   */
  public Pods(
      KubernetesClient client,
      ApiServer api,
      Function<JsonNode, Amounts> charge,
      Predicate<String> isOurs) {
    this.api = api;
    this.charge = charge;
    this.isOurs = isOurs;
    this.feed = new Feed(client, ObjectKind.POD, null, new FeedReader());
  }

  /** Tells the listener all that happens from now on. */
  public void onChange(PodListener listener) {
    listeners.add(listener);
  }

  /** Starts to list and watch; kept up for ever, whatever fails. */
  public void start() {
    reread();
  }

  /**
   * Waits for the first list.
   *
   * @return false if it did not come in time; it is tried on
   */
  public boolean awaitListed(Duration atMost) throws InterruptedException {
    return listed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lists anew soon, as if the watch were lost. */
  public void reread() {
    feed.read();
  }

  /** The pods of a namespace, as far as seen. */
  public synchronized Collection<PodDigest> of(String namespace) {
    return List.copyOf(namespaces.getOrDefault(namespace, Map.of()).values());
  }

  /** Does something with the pods of a namespace while none comes, changes or goes. */
  public synchronized void whileStill(String namespace, Consumer<Collection<PodDigest>> work) {
    work.accept(of(namespace));
  }

  /** Whether events come in. */
  public boolean isWatching() {
    return feed.isWatching();
  }

  /**
   * Asks the API server for its version, so that {@link #seenUntil} can come up to this moment. One
   * small request; none while the former question is open.
   *
   * @param now the time before this call, by the caller's clock
   * @throws ApiFailure if there is no answer
   */
  public void ask(Instant now) {
    if (!progress.isAsking()) {
      progress.asked(now, versionOf(api.listPage(ObjectKind.POD, 1, "")));
    }
  }

  /** A moment: every pod that was stored before it has been told, if it was not gone by then. */
  public Instant seenUntil() {
    return progress.seenUntil();
  }

  /** A version of the store: every event of pods up to it has been told. */
  public long seenVersion() {
    return progress.version();
  }

  private Feed.Listing list() {
    var found = new HashMap<String, PodDigest>();
    JsonNode page;
    var from = "";
    do {
      page = api.listPage(ObjectKind.POD, PAGE, from);
      for (var pod : page.path("items")) {
        if (isOurs.test(pod.at("/metadata/namespace").asText())) {
          var digest = PodDigest.of(pod, charge.apply(pod));
          found.put(digest.uid(), digest);
        }
      }
      from = page.at("/metadata/continue").asText();
    } while (!from.isEmpty());
    var asOf = versionOf(page);
    return new Feed.Listing(Long.toString(asOf), () -> takeIn(found, asOf));
  }

  private synchronized void takeIn(Map<String, PodDigest> found, long asOf) {
    replaceAll(found);
    progress.seen(asOf);
    listeners.forEach(PodListener::restarted);
    listed.countDown();
  }

  private void replaceAll(Map<String, PodDigest> found) {
    var known = new HashSet<PodDigest>();
    namespaces.values().forEach(pods -> known.addAll(pods.values()));
    known.stream().filter(pod -> !found.containsKey(pod.uid())).forEach(this::remove);
    found.values().forEach(this::putListed);
  }

  /** Of a pod that was resized unseen and is at work on it nobody knows what it counted for. */
  private void putListed(PodDigest pod) {
    var known = namespaces.getOrDefault(pod.namespace(), Map.of()).get(pod.uid());
    if (known != null && known.generation() != pod.generation() && pod.isReportedOtherwise()) {
      remove(known);
    }
    put(pod);
  }

  private void put(PodDigest pod) {
    var pods = namespaces.computeIfAbsent(pod.namespace(), n -> new HashMap<>());
    var before = pods.put(pod.uid(), pod);
    if (before == null) {
      listeners.forEach(listener -> listener.added(pod));
    } else if (before.version() != pod.version()) {
      listeners.forEach(listener -> listener.changed(before, pod));
    }
  }

  private void remove(PodDigest pod) {
    var pods = namespaces.getOrDefault(pod.namespace(), new HashMap<>());
    var known = pods.remove(pod.uid());
    if (pods.isEmpty()) {
      namespaces.remove(pod.namespace());
    }
    if (known != null) {
      listeners.forEach(listener -> listener.gone(known));
    }
  }

  private static long versionOf(JsonNode list) {
    return list.at("/metadata/resourceVersion").asLong();
  }

  private synchronized void receive(Watcher.Action action, GenericKubernetesResource object) {
    var metadata = object.getMetadata();
    if (action != Watcher.Action.BOOKMARK && isOurs.test(metadata.getNamespace())) {
      var tree = WatchedObject.treeOf(object, api);
      var digest = PodDigest.of(tree, charge.apply(tree));
      if (action == Watcher.Action.DELETED) {
        remove(digest);
      } else {
        put(digest);
      }
    }
    progress.seen(Long.parseLong(metadata.getResourceVersion()));
  }

  private final class FeedReader implements Feed.Reader {

    @Override
    public Feed.Listing list() {
      return Pods.this.list();
    }

    @Override
    public void receive(Watcher.Action action, GenericKubernetesResource object) {
      Pods.this.receive(action, object);
    }
  }

  /** For tests: the events that are followed now. */
  Feed.@Nullable Following feed() {
    return feed.following();
  }

  @Override
  public void close() {
    feed.close();
  }
}
