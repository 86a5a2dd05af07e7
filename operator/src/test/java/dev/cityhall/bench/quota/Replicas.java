package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.chart.Chart;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Two replicas of the operator, as the chart runs them: what ends is started anew. */
public final class Replicas implements AutoCloseable {

  private static final int REPLICAS = 2;
  private static final String LEASE = "cityhall-operator";

  private final ControlPlane plane;
  private final Jvm jvm;
  private final List<OperatorUnderTest> running = new ArrayList<>();

  /** Processes end with the thread that started them, so that one lives as long as they do. */
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          work -> {
            var thread = new Thread(work, "starter");
            thread.setDaemon(true);
            return thread;
          });

  public Replicas(ControlPlane plane, Jvm jvm) {
    this.plane = plane;
    this.jvm = jvm;
    replenish();
    Await.until("a replica leads", () -> leader().isPresent());
  }

  /** Starts as many as are missing. */
  void replenish() {
    running.removeIf(replica -> !replica.isAlive());
    while (running.size() < REPLICAS) {
      running.add(start());
    }
  }

  private OperatorUnderTest start() {
    try {
      return starter
          .submit(() -> OperatorUnderTest.start(plane, jvm.command(), "--leader-elect"))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a replica could not be started", e);
    }
  }

  public List<OperatorUnderTest> all() {
    return List.copyOf(running);
  }

  /** The one that holds the Lease; empty while nobody of ours does, or nobody answers. */
  Optional<OperatorUnderTest> leader() {
    var holder = holder();
    return running.stream()
        .filter(OperatorUnderTest::isAlive)
        .filter(replica -> holder.startsWith(replica.pid() + "-"))
        .findFirst();
  }

  /** Identity of the holder; the pid comes first. */
  String holder() {
    return lease().map(LeaseSpec::getHolderIdentity).orElse("");
  }

  /** How often the Lease changed hands so far. */
  public int transitions() {
    return lease().map(LeaseSpec::getLeaseTransitions).orElse(0);
  }

  private Optional<LeaseSpec> lease() {
    try {
      var leases = plane.admin().resources(Lease.class).inNamespace(Chart.NAMESPACE);
      return Optional.ofNullable(leases.withName(LEASE).get()).map(Lease::getSpec);
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** Takes the Lease away from whoever holds it; he does not notice before he renews it. */
  void freeLease() {
    Change.merge(
        plane.admin().resources(Lease.class).inNamespace(Chart.NAMESPACE).withName(LEASE),
        "{\"spec\":{\"holderIdentity\":\"\"}}");
  }

  @Override
  public void close() {
    running.forEach(OperatorUnderTest::kill);
    starter.shutdown();
  }
}
