package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Creates and deletes pods of a namespace as fast as several clients can, those that stand there at
 * the beginning too, and counts from a watch how many exist at each revision of the API server.
 *
 * <p>When few are left they are deleted one after the other: each deletion makes the
 * controller-manager recount at once, while its own next attempt after many refusals is minutes
 * away.
 */
final class Churn implements Watcher<Pod> {

  private static final int CREATORS = 8;
  private static final int DELETERS = 3;
  private static final int FEW = 12;
  private static final long PAUSE_MILLIS = 200;

  private final KubernetesClient admin;
  private final CountedQuota quota;
  private final Queue<String> present = new ConcurrentLinkedQueue<>();
  private final AtomicInteger created = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger deleted = new AtomicInteger();
  private final Semaphore oneMore = new Semaphore(0);
  private final Set<String> seen = new HashSet<>();
  private int most;

  private Churn(KubernetesClient admin, CountedQuota quota) {
    this.admin = admin;
    this.quota = quota;
  }

  /**
   * What happened.
   *
   * @param most pods that existed at one revision
   */
  record Outcome(int created, int refused, int deleted, int most) {}

  /** Does so for a time. */
  static Outcome in(CountedQuota quota, KubernetesClient admin, Duration time) {
    return new Churn(admin, quota).run(time);
  }

  private Outcome run(Duration time) {
    var pods = admin.pods().inNamespace(quota.namespace());
    var workers = Executors.newFixedThreadPool(CREATORS + DELETERS);
    var beat = Executors.newSingleThreadScheduledExecutor();
    pods.list().getItems().forEach(pod -> present.add(pod.getMetadata().getName()));
    try (Watch watch = pods.watch(this)) {
      beat.scheduleAtFixedRate(oneMore::release, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      var end = System.nanoTime() + time.toNanos();
      var work =
          Stream.concat(
                  IntStream.range(0, CREATORS).mapToObj(i -> until(end, this::create)),
                  IntStream.range(0, DELETERS).mapToObj(i -> until(end, this::delete)))
              .toList();
      for (Future<Void> worker : workers.invokeAll(work)) {
        worker.get();
      }
      assertThat(watch).isNotNull();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("a worker failed", e);
    } finally {
      beat.shutdownNow();
      workers.shutdownNow();
    }
    return new Outcome(created.get(), refused.get(), deleted.get(), most());
  }

  private static Callable<Void> until(long end, Runnable step) {
    return () -> {
      while (System.nanoTime() < end) {
        step.run();
      }
      return null;
    };
  }

  private void create() {
    try {
      present.add(admin.resource(quota.pod()).create().getMetadata().getName());
      created.incrementAndGet();
    } catch (KubernetesClientException e) {
      assertThat(e.getMessage()).containsAnyOf("exceeded quota", "try again", "modified");
      refused.incrementAndGet();
    }
  }

  private void delete() {
    if (present.size() > FEW || isTimeForOne()) {
      var name = present.poll();
      if (name != null) {
        var pods = admin.pods().inNamespace(quota.namespace());
        pods.withName(name).withGracePeriod(0).delete();
        deleted.incrementAndGet();
      }
    }
  }

  private boolean isTimeForOne() {
    try {
      return oneMore.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized int most() {
    return most;
  }

  @Override
  public synchronized void eventReceived(Action action, Pod pod) {
    if (action == Action.DELETED) {
      seen.remove(pod.getMetadata().getName());
    } else {
      seen.add(pod.getMetadata().getName());
    }
    most = Math.max(most, seen.size());
  }

  @Override
  public void onClose(WatcherException cause) {
    assertThat(cause).as("the watch ended early").isNull();
  }
}
