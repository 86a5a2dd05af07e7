package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
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

  private final Predicate<String> names;
  private final List<QuotaListener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch listed = new CountDownLatch(1);

  /**
   * To be made before the mirror is started.
   *
   * @param names which quotas are followed
   */
  public QuotaFeed(Mirror mirror, Predicate<String> names) {
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

  /** All quotas that are there, after which events come in. */
  void listed(JsonNode list) {
    listeners.forEach(QuotaListener::restarted);
    list.path("items").forEach(this::seen);
    listed.countDown();
  }

  /** A quota that came or changed. */
  void seen(JsonNode quota) {
    var metadata = quota.path("metadata");
    var name = metadata.path("name").asText();
    if (names.test(name)) {
      var ref = new Ref(ObjectKind.RESOURCE_QUOTA, metadata.path("namespace").asText(), name);
      var version = metadata.path("resourceVersion").asLong();
      var used = QuotaAmounts.of(quota).used();
      var counted = CountedUse.of(quota);
      var writtenAt = LastWrite.of(quota);
      listeners.forEach(listener -> listener.seen(ref, version, used, counted, writtenAt));
    }
  }

  /** A quota that went. */
  void gone(Ref quota) {
    if (names.test(quota.name())) {
      listeners.forEach(listener -> listener.gone(quota));
    }
  }
}
