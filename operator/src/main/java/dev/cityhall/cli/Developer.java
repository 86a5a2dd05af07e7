package dev.cityhall.cli;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One who develops for the finance department: may do in its namespaces what its tenant gave to
 * developers, and nothing anywhere else.
 */
final class Developer {

  static final String NAME = "zhang.wei";
  static final String GROUP = "finance-developers";
  static final String NAMESPACE = "finance-budget-test";
  static final int REPLICAS = 2;

  private static final String ELSEWHERE = "tax-e-tax-prod";
  private static final int FORBIDDEN = 403;
  private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_NANOS = 100_000_000;

  /**
   * Something that must be refused.
   *
   * @param what goes after the developer's name
   */
  record Attempt(String what, Consumer<KubernetesClient> act) {}

  static final List<Attempt> FORBIDDEN_ATTEMPTS =
      List.of(
          new Attempt(
              "deploys it in " + ELSEWHERE + ", which is another department's",
              client -> client.resource(application(ELSEWHERE)).create()),
          new Attempt(
              "reads the secrets there", client -> client.secrets().inNamespace(ELSEWHERE).list()),
          new Attempt(
              "asks for a pod with 40 CPUs",
              client -> client.resource(pod("large", "cpu: '40'", false)).create()),
          new Attempt(
              "asks for a privileged pod",
              client -> client.resource(pod("mighty", "cpu: 100m", true)).create()),
          new Attempt(
              "tears the wall down",
              client ->
                  client
                      .network()
                      .networkPolicies()
                      .inNamespace(NAMESPACE)
                      .withName("cityhall-wall")
                      .delete()));

  private final KubernetesClient client;

  Developer(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Deploys an application and waits until its pods run.
   *
   * @return how long that took
   */
  Duration deploys() {
    var waiting = new Stopwatch();
    client.resource(application(NAMESPACE)).create();
    while (running() < REPLICAS) {
      if (waiting.isPast(RUNNING_WITHIN)) {
        throw new DemoFailure(
            "after %s %d of %d pods of the application run: %s"
                .formatted(waiting, running(), REPLICAS, complaint()));
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return waiting.elapsed();
  }

  private long running() {
    return client.pods().inNamespace(NAMESPACE).withLabel("app", "web").list().getItems().stream()
        .filter(pod -> pod.getStatus().getPhase().equals("Running"))
        .count();
  }

  private String complaint() {
    var deployment = client.resource(application(NAMESPACE)).get();
    return deployment.getStatus().getConditions().stream()
        .map(c -> c.getMessage())
        .reduce("", (all, one) -> all + " " + one);
  }

  /**
   * Tries what must be refused.
   *
   * @return the refusal as kubectl shows it
   */
  String isRefused(Attempt attempt) {
    try {
      attempt.act().accept(client);
    } catch (KubernetesClientException e) {
      if (e.getCode() != FORBIDDEN) {
        throw new DemoFailure("%s %s, which failed".formatted(NAME, attempt.what()), e);
      }
      return "Error from server (Forbidden): " + e.getStatus().getMessage();
    }
    throw new DemoFailure("%s %s, and was not refused".formatted(NAME, attempt.what()));
  }

  private static Deployment application(String namespace) {
    var yaml =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: %s}
        spec:
          replicas: %d
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: web
                  image: nginx:1.28
                  resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 128Mi}}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """;
    return Serialization.unmarshal(yaml.formatted(namespace, REPLICAS), Deployment.class);
  }

  private static Pod pod(String name, String cpu, boolean privileged) {
    var yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s}
        spec:
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: main
              image: nginx:1.28
              resources: {requests: {%s}, limits: {%s}}
              securityContext: {%s, capabilities: {drop: [ALL]}}
        """;
    var security = privileged ? "privileged: true" : "allowPrivilegeEscalation: false";
    return Serialization.unmarshal(yaml.formatted(name, NAMESPACE, cpu, cpu, security), Pod.class);
  }
}
