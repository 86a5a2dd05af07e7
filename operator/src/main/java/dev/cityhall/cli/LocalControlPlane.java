package dev.cityhall.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A control plane of {@code dev/control-plane} with simulated nodes. It lives as long as its
 * standard input, which this JVM holds: however this JVM ends, the servers end.
 */
final class LocalControlPlane implements AutoCloseable {

  private static final int SECONDS_TO_STOP = 60;

  private final Path scripts;
  private final Path folder;
  private final Process process;

  private LocalControlPlane(Path scripts, Path folder, Process process) {
    this.scripts = scripts;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Fetches or builds the executables where this machine does not have them, which takes minutes.
   *
   * @param scripts {@code dev/control-plane} of the source tree
   * @return the folder that has them
   */
  static Path provide(Path scripts) {
    return Path.of(Script.run(scripts.resolve("assets"), List.of("--nodes")));
  }

  /**
   * Starts one with nothing in it.
   *
   * @param folder where its data and logs go; an earlier one's in it are cleared
   */
  static LocalControlPlane start(Path scripts, Path folder, int nodes) {
    var command =
        List.of(
            "setsid", // Ctrl-C is for the demo alone
            scripts.resolve("up").toString(),
            "--dir",
            folder.toString(),
            "--nodes",
            Integer.toString(nodes),
            "--fresh",
            "--while-stdin-open");
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return new LocalControlPlane(scripts, folder, builder.start());
    } catch (IOException e) {
      throw new DemoFailure("cannot start the control plane", e);
    }
  }

  /**
   * Waits until it is ready.
   *
   * @return the administrator's kubeconfig
   */
  @SuppressWarnings("resource") // the stream is the process's, and ends with it
  Path awaitReady() {
    var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    try {
      var kubeconfig = new BufferedReader(output).readLine();
      if (kubeconfig == null) {
        throw new DemoFailure("the control plane did not start; 'up' says above why");
      }
      return Path.of(kubeconfig);
    } catch (IOException e) {
      throw new DemoFailure("the control plane did not start", e);
    }
  }

  /** Writes a kubeconfig for a user, known by a certificate. */
  Path user(String name, String group, String namespace) {
    return credentials("--name", name, "--group", group, "--namespace", namespace);
  }

  /** Writes a kubeconfig for a ServiceAccount that exists, known by a token. */
  Path serviceAccount(String namespace, String name) {
    return credentials("--token-of-serviceaccount", namespace + "/" + name);
  }

  private Path credentials(String... who) {
    var arguments = new ArrayList<>(List.of("--dir", folder.toString()));
    arguments.addAll(List.of(who));
    return Path.of(Script.run(scripts.resolve("user"), arguments));
  }

  /** A client that acts as the kubeconfig's user and passes every refusal on at once. */
  static KubernetesClient client(Path kubeconfig) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Completes when it has ended, for whatever reason. */
  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Closes its standard input and waits until the servers are gone. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
