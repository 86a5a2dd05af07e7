package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every version of the native quotas of departments, one after the other.
 *
 * <p>Beside the {@link Mirror}, which knows the answers to our own writes before their events and
 * so passes over versions; and no informer, for it does not tell when it may have missed some.
 */
public final class QuotaFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(QuotaFeed.class);
  private static final long AGAIN_AFTER_MILLIS = 1_000;
  private static final String SELECTOR = CityHall.MANAGED_BY + "=" + CityHall.MANAGER;

  private static final ResourceDefinitionContext QUOTAS =
      new ResourceDefinitionContext.Builder()
          .withVersion(ObjectKind.RESOURCE_QUOTA.version())
          .withKind(ObjectKind.RESOURCE_QUOTA.kind())
          .withPlural(ObjectKind.RESOURCE_QUOTA.plural())
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final ApiServer api;
  private final String name;
  private final List<QuotaListener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(QuotaFeed::daemon);
  private @Nullable Feed feed;

  /**
   * @param name of the quotas that are followed
   */
  public QuotaFeed(KubernetesClient client, ApiServer api, String name) {
    this.client = client;
    this.api = api;
    this.name = name;
  }

  /** Tells the listener all that happens from now on. */
  public void onChange(QuotaListener listener) {
    listeners.add(listener);
  }

  /** Starts to list and watch; kept up for ever, whatever fails. */
  public void start() {
    again(0);
  }

  private void connect() {
    try {
      var next = new Feed();
      var asOf = list(next);
      var options =
          new ListOptionsBuilder()
              .withLabelSelector(SELECTOR)
              .withResourceVersion(asOf)
              .withAllowWatchBookmarks(true)
              .build();
      next.opened(client.genericKubernetesResources(QUOTAS).inAnyNamespace().watch(options, next));
    } catch (RuntimeException e) {
      log.warn("the quotas cannot be listed and watched, goes on: {}", e.toString());
      again(AGAIN_AFTER_MILLIS);
    }
  }

  private String list(Feed next) {
    var list = api.listAll(ObjectKind.RESOURCE_QUOTA, SELECTOR);
    synchronized (this) {
      if (feed != null) {
        feed.end();
      }
      feed = next;
      listeners.forEach(QuotaListener::restarted);
      list.path("items").forEach(this::seen);
    }
    return list.at("/metadata/resourceVersion").asText();
  }

  private void seen(JsonNode quota) {
    var metadata = quota.path("metadata");
    if (metadata.path("name").asText().equals(name)) {
      var namespace = metadata.path("namespace").asText();
      var version = metadata.path("resourceVersion").asLong();
      var used = QuotaAmounts.of(quota).used();
      var writtenAt = LastWrite.of(quota);
      listeners.forEach(listener -> listener.seen(namespace, version, used, writtenAt));
    }
  }

  private void again(long afterMillis) {
    try {
      var unused = worker.schedule(this::connect, afterMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed: the quotas are not listed again");
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "quota-feed");
    thread.setDaemon(true);
    return thread;
  }

  /** The events after one list; it ends for good when the next list is taken in. */
  private final class Feed implements Watcher<GenericKubernetesResource> {

    private @Nullable Watch watch;

    private void opened(Watch opened) {
      synchronized (QuotaFeed.this) {
        watch = opened;
        if (feed != this) {
          opened.close();
        }
      }
    }

    private void end() {
      if (watch != null) {
        watch.close();
      }
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      synchronized (QuotaFeed.this) {
        if (feed != this || action == Action.BOOKMARK) {
          return;
        }
        if (action == Action.DELETED) {
          if (object.getMetadata().getName().equals(name)) {
            var namespace = object.getMetadata().getNamespace();
            listeners.forEach(listener -> listener.gone(namespace));
          }
        } else {
          seen(WatchedObject.treeOf(object, api));
        }
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      synchronized (QuotaFeed.this) {
        if (feed != this) {
          return;
        }
        feed = null;
        end();
      }
      log.info("the watch of quotas was lost, they are listed anew: {}", cause.getMessage());
      again(AGAIN_AFTER_MILLIS);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    synchronized (this) {
      if (feed != null) {
        feed.end();
      }
      feed = null;
    }
  }
}
