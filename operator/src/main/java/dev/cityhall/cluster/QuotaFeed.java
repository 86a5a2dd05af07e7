package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Every version of the native quotas of departments, one after the other.
 *
 * <p>Beside the {@link Mirror}, which knows the answers to our own writes before their events and
 * so passes over versions.
 */
public final class QuotaFeed {

  private final ApiServer api;
  private final Predicate<String> names;
  private final List<QuotaListener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch listed = new CountDownLatch(1);

  /**
   * To be made before the mirror is started.
   *
   * @param names which quotas are followed
   */
  public QuotaFeed(Mirror mirror, ApiServer api, Predicate<String> names) {
    this.api = api;
    this.names = names;
    mirror.onQuotas(this);
  }

  /** Tells the listener all that happens from now on. */
  public void onChange(QuotaListener listener) {
    listeners.add(listener);
  }

  /**
   * Waits for the first list.
   *
   * @return false if it did not come in time; it is tried on
   */
  public boolean awaitListed(Duration atMost) throws InterruptedException {
    return listed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void seen(JsonNode quota) {
    var metadata = quota.path("metadata");
    if (names.test(metadata.path("name").asText())) {
      var ref = ref(metadata.path("namespace").asText(), metadata.path("name").asText());
      var version = metadata.path("resourceVersion").asLong();
      var used = QuotaAmounts.of(quota).used();
      var counted = CountedUse.of(quota);
      var writtenAt = LastWrite.of(quota);
      listeners.forEach(listener -> listener.seen(ref, version, used, counted, writtenAt));
    }
  }

  private static Ref ref(String namespace, String name) {
    return new Ref(ObjectKind.RESOURCE_QUOTA, namespace, name);
  }

  /** All quotas that are there, after which events come in. */
  void listed(JsonNode list) {
    listeners.forEach(QuotaListener::restarted);
    list.path("items").forEach(this::seen);
    listed.countDown();
  }

  /** An event after the list. */
  void receive(Watcher.Action action, GenericKubernetesResource object) {
    switch (action) {
      case BOOKMARK -> {
        // Says nothing about a quota.
      }
      case DELETED -> {
        var metadata = object.getMetadata();
        if (names.test(metadata.getName())) {
          var gone = ref(metadata.getNamespace(), metadata.getName());
          listeners.forEach(listener -> listener.gone(gone));
        }
      }
      default -> seen(WatchedObject.treeOf(object, api));
    }
  }
}
