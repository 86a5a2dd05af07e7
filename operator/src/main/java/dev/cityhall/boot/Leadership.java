package dev.cityhall.boot;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the Lease while this replica works, and releases it on a graceful stop, so that the other
 * replica takes over at once and not after the lease has run out.
 */
final class Leadership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);
  private static final String LEASE = "cityhall-operator";

  private final CompletableFuture<?> election;

  /**
   * @param lead called once when the Lease is won
   * @param lost called when the Lease is lost and on release
   */
  Leadership(KubernetesClient client, String namespace, Runnable lead, Runnable lost) {
    var identity = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    var config =
        new LeaderElectionConfigBuilder()
            .withName("cityhall-operator")
            .withLock(new LeaseLock(namespace, LEASE, identity))
            .withLeaseDuration(Duration.ofSeconds(15))
            .withRenewDeadline(Duration.ofSeconds(10))
            .withRetryPeriod(Duration.ofSeconds(2))
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(
                new LeaderCallbacks(
                    lead,
                    lost,
                    leader -> log.info("the leader is {} (this is {})", leader, identity)))
            .build();
    this.election = client.leaderElector().withConfig(config).build().start();
  }

  @Override
  public void close() {
    election.cancel(true);
    try {
      election.get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      log.debug("election ended: {}", e.toString());
    }
  }
}
