package dev.cityhall.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A control plane of {@code dev/control-plane}, as real as a user's cluster. It ends when its
 * standard input closes, so also when this JVM is killed.
 */
public final class ControlPlane implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("..", "dev", "control-plane").toAbsolutePath();
  private static final Path FOLDERS = Path.of("target", "control-plane").toAbsolutePath();
  private static ControlPlane shared;

  private final Path folder;
  private final Process process;
  private final Path kubeconfig;
  private final KubernetesClient admin;
  private final List<KubernetesClient> users = new ArrayList<>();

  private ControlPlane(Path folder, Process process, Path kubeconfig) {
    this.folder = folder;
    this.process = process;
    this.kubeconfig = kubeconfig;
    this.admin = client(kubeconfig);
  }

  /** The one for the run; tests on it keep to departments of their own. */
  public static synchronized ControlPlane shared() {
    if (shared == null) {
      shared = start("shared");
    }
    return shared;
  }

  /** One of its own, for a test that breaks things. */
  public static ControlPlane start(String name, String... flags) {
    var folder = FOLDERS.resolve(name);
    var command =
        new ArrayList<>(List.of(SCRIPTS.resolve("up").toString(), "--dir", folder.toString()));
    command.addAll(List.of("--fresh", "--while-stdin-open"));
    command.addAll(List.of(flags));
    try {
      Files.createDirectories(folder);
      var process =
          new ProcessBuilder(command).redirectError(folder.resolve("up.log").toFile()).start();
      var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      var path = output.readLine();
      if (path == null) {
        throw new IllegalStateException(Files.readString(folder.resolve("up.log")));
      }
      return new ControlPlane(folder, process, Path.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  /** A client that may do everything. */
  public KubernetesClient admin() {
    return admin;
  }

  public AuditLog audit() {
    return new AuditLog(folder.resolve("audit.log"));
  }

  /** A client that is this user, by a client certificate. */
  public KubernetesClient user(String name, String... groups) {
    var arguments = new ArrayList<>(List.of("--name", name));
    for (var group : groups) {
      arguments.addAll(List.of("--group", group));
    }
    var client = client(credentials(arguments));
    users.add(client);
    return client;
  }

  /** A kubeconfig with a token of this ServiceAccount. */
  public Path serviceAccount(String namespace, String name) {
    return credentials(List.of("--token-of-serviceaccount", namespace + "/" + name));
  }

  /** Restarts kube-apiserver alone, on the same data and port; returns when it is ready. */
  public void restartApiServer() {
    Shell.run(restart());
  }

  /** The same by SIGKILL: no request in flight is answered any more. */
  public void crashApiServer() {
    var command = restart();
    command.add("--kill");
    Shell.run(command);
  }

  private List<String> restart() {
    var script = SCRIPTS.resolve("restart").toString();
    return new ArrayList<>(List.of(script, "--dir", folder.toString()));
  }

  private Path credentials(List<String> arguments) {
    var command =
        new ArrayList<>(List.of(SCRIPTS.resolve("user").toString(), "--dir", folder.toString()));
    command.addAll(arguments);
    var output = Shell.run(command);
    return Path.of(output.strip());
  }

  private static KubernetesClient client(Path kubeconfig) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    users.forEach(KubernetesClient::close);
    admin.close();
    try {
      process.getOutputStream().close();
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
