package dev.cityhall.boot;

import dev.cityhall.boot.Web.Health;
import dev.cityhall.cli.RunCommand.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the operator from start to stop: stands by until it leads, works while it leads,
 * and ends when it no longer does; the cluster starts it anew.
 */
final class Replica {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final int EXIT_WELL = 0;
  private static final int EXIT_LOST = 1;

  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable OperatorProcess> working = new AtomicReference<>();
  private volatile int exitCode = EXIT_WELL;
  private volatile boolean isStandingBy;

  /**
   * Runs until stopped by a signal or by the loss of leadership.
   *
   * @return exit code
   */
  static int run(Settings settings) {
    return new Replica().runUntilStopped(settings);
  }

  private int runUntilStopped(Settings settings) {
    var mapper = Clients.lenientMapper();
    var instruments = new Instruments();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
    try (var client = Clients.of(settings, mapper);
        var web = new Web(settings.http(), this::live, this::ready, instruments::scrape)) {
      log.info("probes and metrics on port {}", web.port());
      var process =
          new OperatorProcess(
              client, mapper, settings, InstantSource.system(), instruments, this::leadershipLost);
      process.standBy();
      isStandingBy = true;
      if (settings.leaderElect()) {
        lead(client, settings, process);
      } else {
        work(process);
        stopAsked.await();
        process.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.error("cannot listen on {}: {}", settings.http(), e.getMessage());
      exitCode = EXIT_LOST;
    } finally {
      stopped.countDown();
    }
    return exitCode;
  }

  /** Closes the process before the lease is released: two replicas never work at once. */
  private void lead(KubernetesClient client, Settings settings, OperatorProcess process)
      throws InterruptedException {
    var election =
        new Leadership(client, settings.namespace(), () -> work(process), this::leadershipLost);
    stopAsked.await();
    process.close();
    election.close();
  }

  private void work(OperatorProcess process) {
    process.start();
    working.set(process);
  }

  private void leadershipLost() {
    if (stopAsked.getCount() > 0 && working.get() != null) {
      log.error("leadership was lost; this replica ends and is started anew");
      exitCode = EXIT_LOST;
      stopAsked.countDown();
    }
  }

  private void stopAndWait() {
    stopAsked.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Health live() {
    return new Health(stopAsked.getCount() > 0, stopAsked.getCount() > 0 ? "alive" : "stopping");
  }

  private Health ready() {
    var process = working.get();
    if (process == null) {
      return isStandingBy
          ? new Health(true, "standing by")
          : new Health(false, "starting: rehearses and reads the first lists");
    }
    return process.isWatching()
        ? new Health(true, "working")
        : new Health(false, "a watch is down; see the log");
  }
}
