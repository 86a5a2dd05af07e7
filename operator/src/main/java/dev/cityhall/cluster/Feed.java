package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list of one kind over all namespaces and every event after it, in the order of the API server;
 * listed anew when the watch is lost.
 *
 * <p>No informer, for it does not tell when it may have missed events, and keeps every object.
 */
final class Feed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final long AGAIN_AFTER_MILLIS = 1_000;

  private final KubernetesClient client;
  private final ObjectKind kind;
  private final @Nullable String selector;
  private final Reader reader;
  private final ScheduledExecutorService worker;
  private @Nullable Following following;

  /** Takes lists and events in, one at a time. */
  interface Reader {

    /**
     * Reads a list. Nothing is told meanwhile: an event newer than the list would be undone by it,
     * and told once more after it.
     *
     * @throws ApiFailure if it cannot be read; it is tried again
     */
    Listing list();

    /** An event after the list that was taken in last; bookmarks too. */
    void receive(Watcher.Action action, GenericKubernetesResource object);
  }

  /**
   * A list that was read.
   *
   * @param version its resourceVersion, which the watch goes on from
   * @param takeIn puts it in place of what was known
   */
  record Listing(String version, Runnable takeIn) {}

  /**
   * @param selector label selector of the watch; null for all objects
   */
  Feed(KubernetesClient client, ObjectKind kind, @Nullable String selector, Reader reader) {
    this.client = client;
    this.kind = kind;
    this.selector = selector;
    this.reader = reader;
    this.worker = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(kind.plural()));
  }

  /** Lists anew soon, as if the watch were lost; kept up for ever from then on, whatever fails. */
  void read() {
    again(0);
  }

  /** Whether events come in. */
  synchronized boolean isWatching() {
    return following != null && following.watch != null;
  }

  private void connect() {
    try {
      stopFollowing();
      var next = new Following();
      var listing = reader.list();
      synchronized (this) {
        following = next;
        listing.takeIn().run();
      }
      var options =
          new ListOptionsBuilder()
              .withLabelSelector(selector)
              .withResourceVersion(listing.version())
              .withAllowWatchBookmarks(true)
              .build();
      var resources = client.genericKubernetesResources(kind.definition());
      next.opened(
          (kind.namespaced() ? resources.inAnyNamespace() : resources).watch(options, next));
    } catch (RuntimeException e) {
      log.warn("{} cannot be listed and watched, goes on: {}", kind.plural(), e.toString());
      again(AGAIN_AFTER_MILLIS);
    }
  }

  private synchronized void stopFollowing() {
    if (following != null) {
      following.end();
      following = null;
    }
  }

  private void again(long afterMillis) {
    try {
      var unused = worker.schedule(this::connect, afterMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed: {} are not listed again", kind.plural());
    }
  }

  /** The events after one list; it ends for good when the next list is taken in. */
  final class Following implements Watcher<GenericKubernetesResource> {

    private @Nullable Watch watch;

    private void opened(Watch opened) {
      synchronized (Feed.this) {
        watch = opened;
        if (following != this) {
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
      synchronized (Feed.this) {
        if (following == this) {
          reader.receive(action, object);
        }
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      synchronized (Feed.this) {
        if (following != this) {
          return;
        }
        following = null;
        end();
      }
      log.info("the watch of {} was lost, listed anew: {}", kind.plural(), cause.getMessage());
      again(AGAIN_AFTER_MILLIS);
    }
  }

  /** For tests: the events that are followed now. */
  synchronized @Nullable Following following() {
    return following;
  }

  @Override
  public void close() {
    worker.shutdownNow();
    stopFollowing();
  }
}
