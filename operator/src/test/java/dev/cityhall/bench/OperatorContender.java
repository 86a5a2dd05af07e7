package dev.cityhall.bench;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The operator as it ships; its work is a city that is declared all at once. */
final class OperatorContender implements Contender {

  private static final long GIVE_UP_SECONDS = 300;

  private final OperatorUnderTest operator;
  private final KubernetesClient driver;
  private final City city;
  private final int inFlight;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  OperatorContender(ControlPlane plane, Jvm jvm, City city, int inFlight) {
    this.operator =
        OperatorUnderTest.start(
            plane, jvm.command(), "--leader-elect", "--in-flight", Integer.toString(inFlight));
    this.operator.awaitWorking();
    this.driver = plane.admin();
    this.city = city;
    this.inFlight = inFlight;
  }

  @Override
  public long pid() {
    return operator.pid();
  }

  @Override
  public String user() {
    return OperatorUnderTest.USER;
  }

  @Override
  public String manager() {
    return CityHall.MANAGER;
  }

  @Override
  public double run() {
    var lookout = new Lookout(city.tenants());
    var watch = driver.resources(DepartmentTenant.class).watch(lookout);
    try {
      var begun = System.nanoTime();
      driver.resource(city.city()).create();
      declareDepartments();
      if (!lookout.allReady.await(GIVE_UP_SECONDS, TimeUnit.SECONDS)) {
        failures.add(
            "only %d departments are Ready: %s".formatted(lookout.ready.size(), lookout.ready));
      }
      return (lookout.readyAt - begun) / 1e9;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      watch.close();
    }
  }

  private void declareDepartments() {
    var threads = Executors.newFixedThreadPool(inFlight);
    var created =
        city.departments().stream()
            .map(object -> CompletableFuture.runAsync(() -> create(object), threads))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(created).join();
    threads.shutdown();
  }

  private void create(HasMetadata object) {
    driver.resource(object).create();
  }

  @Override
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    operator.close();
  }

  /** Sees the departments become Ready on their newest generation. */
  private static final class Lookout implements Watcher<DepartmentTenant> {

    private final Set<String> ready = new HashSet<>();
    private final int expected;
    private final CountDownLatch allReady = new CountDownLatch(1);
    private volatile long readyAt;

    Lookout(int expected) {
      this.expected = expected;
    }

    @Override
    public synchronized void eventReceived(Action action, DepartmentTenant tenant) {
      if (isReady(tenant) && ready.add(tenant.getMetadata().getName())) {
        readyAt = System.nanoTime();
        if (ready.size() == expected) {
          allReady.countDown();
        }
      }
    }

    private static boolean isReady(DepartmentTenant tenant) {
      var status = tenant.getStatus();
      return status != null
          && tenant.getMetadata().getGeneration().equals(status.observedGeneration())
          && status.conditions().stream()
              .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
    }

    @Override
    public void onClose(WatcherException cause) {
      System.err.println("bench: the watch broke: " + cause);
    }
  }
}
