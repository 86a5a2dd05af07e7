package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.PodDeployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Gives the orders of a plan at their time; those to one system keep their order. */
final class Driver implements AutoCloseable {

  private static final int LANES = 8;
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_TROUBLE = 10;

  private final KubernetesClient client;
  private final Map<String, Account> accounts;
  private final List<ExecutorService> lanes = new ArrayList<>();
  private final Queue<String> trouble = new ConcurrentLinkedQueue<>();
  private final AtomicLong rollOuts = new AtomicLong();
  private final AtomicLong given = new AtomicLong();
  private final AtomicLong late = new AtomicLong();

  /**
   * @param accounts by department; told of each order just before it is sent
   */
  Driver(KubernetesClient client, Map<String, Account> accounts) {
    this.client = client;
    this.accounts = accounts;
    for (var lane = 0; lane < LANES; lane++) {
      lanes.add(Executors.newSingleThreadExecutor());
    }
  }

  /** Does the work for all systems at once, and waits for its end. */
  void forEach(Iterable<App> apps, java.util.function.Consumer<App> work) {
    var all = new ArrayList<java.util.concurrent.Future<?>>();
    apps.forEach(app -> all.add(laneOf(app).submit(() -> work.accept(app))));
    for (var each : all) {
      try {
        each.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private ExecutorService laneOf(App app) {
    return lanes.get(Math.floorMod(app.namespace().hashCode(), LANES));
  }

  /** Returns when the last order was given and its time is over. */
  void run(Plan plan) {
    var begun = System.nanoTime();
    for (var order : plan.orders()) {
      var due = begun + (long) (order.atSeconds() * 1e9);
      sleepUntil(due);
      laneOf(order.app()).execute(() -> give(order, due));
    }
    sleepUntil(begun + (long) (plan.seconds() * 1e9));
  }

  private static void sleepUntil(long nanos) {
    for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void give(Order order, long due) {
    var app = order.app();
    accounts.get(app.department()).ordered(order);
    try {
      if (order.isRollOut()) {
        var number = rollOuts.incrementAndGet();
        PodDeployment.roll(client, app.namespace(), app.deployment(), number);
      } else {
        PodDeployment.scale(client, app.namespace(), app.deployment(), order.replicas());
      }
    } catch (KubernetesClientException e) {
      if (trouble.size() < MOST_TROUBLE) {
        trouble.add("an order to " + app.namespace() + " failed: " + e.getMessage());
      }
    }
    given.incrementAndGet();
    late.addAndGet(System.nanoTime() - due > LATE_NANOS ? 1 : 0);
  }

  long given() {
    return given.get();
  }

  long rollOuts() {
    return rollOuts.get();
  }

  /** Orders that were carried out more than two seconds after their time. */
  long late() {
    return late.get();
  }

  List<String> trouble() {
    return List.copyOf(trouble);
  }

  @Override
  public void close() {
    lanes.forEach(ExecutorService::shutdownNow);
  }
}
