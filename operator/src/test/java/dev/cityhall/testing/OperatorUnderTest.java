package dev.cityhall.testing;

import dev.cityhall.boot.Main;
import dev.cityhall.chart.Chart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The operator as a process of its own, under exactly the rights of the chart: it has a token of
 * the chart's ServiceAccount and nothing else.
 */
public final class OperatorUnderTest implements AutoCloseable {

  /** Whom the API server takes the operator for. */
  public static final String USER =
      "system:serviceaccount:" + Chart.NAMESPACE + ":cityhall-operator";

  private static final Pattern PORT = Pattern.compile("probes and metrics on port (\\d+)");
  private static final Set<String> NOT_WITHOUT_NODES =
      Set.of("Deployment", "PodDisruptionBudget", "ServiceMonitor", "Service");
  private static final Map<ControlPlane, OperatorUnderTest> SHARED = new HashMap<>();
  private static int count;

  private final Path log;
  private final Process process;

  private OperatorUnderTest(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  /** The one that works for all tests on a control plane. */
  public static synchronized OperatorUnderTest on(ControlPlane plane) {
    return SHARED.computeIfAbsent(plane, p -> start(p).awaitWorking());
  }

  /** Starts a replica and does not wait. */
  public static OperatorUnderTest start(ControlPlane plane, String... flags) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    return start(
        plane,
        List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath),
        flags);
  }

  /**
   * Starts a replica and does not wait.
   *
   * @param java the command line up to the main class
   */
  public static OperatorUnderTest start(ControlPlane plane, List<String> java, String... flags) {
    install(plane.admin());
    var command = new ArrayList<>(java);
    command.addAll(List.of(Main.class.getName(), "run", "--http", "127.0.0.1:0"));
    var credentials = plane.serviceAccount(Chart.NAMESPACE, "cityhall-operator");
    command.addAll(List.of("--kubeconfig", credentials.toString()));
    command.addAll(List.of(flags));
    var log = plane.folder().resolve("operator-" + next() + ".log");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new OperatorUnderTest(log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized int next() {
    return ++count;
  }

  /** Applies the chart but for what needs nodes: the operator runs here, not in a pod. */
  public static void install(KubernetesClient admin) {
    if (admin.namespaces().withName(Chart.NAMESPACE).get() == null) {
      var namespace =
          new NamespaceBuilder().withNewMetadata().withName(Chart.NAMESPACE).endMetadata().build();
      admin.resource(namespace).create();
      var objects =
          Chart.renderApart().stream()
              .filter(o -> !NOT_WITHOUT_NODES.contains(o.getKind()))
              .toList();
      objects.forEach(object -> apply(admin, object));
      awaitDefinitions(admin);
    }
  }

  /** Applies the CRDs of the chart and waits until they are served. */
  public static void installDefinitions(KubernetesClient admin) {
    Chart.only(CustomResourceDefinition.class, Chart.renderApart())
        .forEach(object -> apply(admin, object));
    awaitDefinitions(admin);
  }

  private static void apply(KubernetesClient admin, HasMetadata object) {
    admin.resource(object).forceConflicts().serverSideApply();
  }

  private static void awaitDefinitions(KubernetesClient admin) {
    for (var plural : List.of("departmenttenants", "resourcequotas", "cities", "departmentviews")) {
      var path = "/apis/cityhall.dev/v1alpha1/" + plural;
      Await.until(plural + " are served", () -> isServed(admin, path));
    }
  }

  private static boolean isServed(KubernetesClient admin, String path) {
    try {
      return admin.raw(path) != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  public OperatorUnderTest awaitWorking() {
    Await.until(
        "the operator works",
        () -> probe("/readyz").filter("working"::equals).isPresent(),
        this::log);
    return this;
  }

  /** The probe's line when it is well; empty when it is not, or does not answer. */
  public Optional<String> probe(String path) {
    var port = PORT.matcher(log());
    if (!port.find()) {
      return Optional.empty();
    }
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path)).build();
      var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body().strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: the process stands still, and its connections stay open. */
  public void pause() {
    signal("-STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    if (process.isAlive()) {
      Shell.run(List.of("kill", signal, Long.toString(process.pid())));
    }
  }

  /** SIGKILL: the process has no chance to do anything. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM: a graceful stop. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  @Override
  public void close() {
    stop();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the operator did not stop in 30 s: " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
