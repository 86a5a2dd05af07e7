package dev.cityhall.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The operator in a JVM of its own on this machine. */
final class LocalOperator implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("probes and metrics on port (\\d+)");
  private static final Duration WORKING_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_NANOS = 20_000_000;
  private static final int SECONDS_TO_STOP = 20;

  private final OperatorLog log;
  private final Process process;

  private LocalOperator(OperatorLog log, Process process) {
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it; it ends when the calling thread does.
   *
   * @param mainClass whose {@code main} takes the command {@code run}
   * @param kubeconfig of the identity that it has
   */
  static LocalOperator start(Class<?> mainClass, Path kubeconfig, Path log) {
    var command =
        ChildJvm.command(
            mainClass, "run", "--kubeconfig", kubeconfig.toString(), "--http", "127.0.0.1:0");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      var process = builder.start();
      process.getOutputStream().close();
      return new LocalOperator(new OperatorLog(log), process);
    } catch (IOException e) {
      throw new DemoFailure("cannot start the operator", e);
    }
  }

  /** Waits until its readiness probe says that it works. */
  void awaitWorking() {
    var waiting = new Stopwatch();
    while (!readiness().filter("working"::equals).isPresent()) {
      if (!process.isAlive()) {
        throw new DemoFailure("the operator ended with status " + process.exitValue());
      }
      if (waiting.isPast(WORKING_WITHIN)) {
        throw new DemoFailure("the operator does not work after " + waiting);
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private Optional<String> readiness() {
    var port = PORT.matcher(log.text());
    if (!port.find()) {
      return Optional.empty();
    }
    var probe = URI.create("http://127.0.0.1:" + port.group(1) + "/readyz");
    try (var answer = probe.toURL().openStream()) {
      return Optional.of(new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  OperatorLog log() {
    return log;
  }

  /** Completes when it has ended, for whatever reason. */
  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Lets it finish what it is at, and kills it if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
