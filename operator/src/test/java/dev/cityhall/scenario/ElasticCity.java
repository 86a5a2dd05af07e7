package dev.cityhall.scenario;

import static java.util.Comparator.comparing;

import dev.cityhall.api.CityHall;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.Departments;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/** One department with an elastic grant, and what people do in it. */
final class ElasticCity {

  private final KubernetesClient admin;
  private final Departments departments;
  private final String department;

  ElasticCity(KubernetesClient admin, String department) {
    this.admin = admin;
    this.departments = new Departments(admin);
    this.department = department;
  }

  BudgetLedger ledger() {
    return new BudgetLedger(admin, department);
  }

  /**
   * Grants pods.
   *
   * @param distribution more of it, in one line of YAML
   */
  void grant(int pods, String distribution) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %1$s}
        spec: {department: %1$s, hard: {pods: %2$d}, distribution: {mode: Elastic, %3$s}}
        """
            .formatted(department, pods, distribution));
  }

  /** Declares systems, each with an environment prod, and waits until the department is ready. */
  void systems(String names) {
    declare(names);
    departments.awaitReady(department);
  }

  void declare(String names) {
    departments.declare(department, "弹性局", names);
  }

  /** A Deployment {@code web} with maxSurge 1 and maxUnavailable 0. */
  void deployment(String namespace, int replicas) {
    departments.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: %s}
        spec:
          replicas: %d
          strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {terminationGracePeriodSeconds: 0, containers: [{name: app, image: one}]}
        """
            .formatted(namespace, replicas));
  }

  void scale(String namespace, int replicas) {
    Change.scale(admin.apps().deployments().inNamespace(namespace).withName("web"), replicas);
  }

  /** Changes the template. */
  void roll(String namespace) {
    Change.replace(
        admin.apps().deployments().inNamespace(namespace).withName("web"),
        "/spec/template/spec/containers/0/image",
        "\"two\"");
  }

  /** Waits for the roll-out; there are no nodes, so every pod is made ready here. */
  void awaitRolledOut(String namespace, int replicas) {
    Await.until(
        "the roll-out is complete",
        () -> {
          listed(namespace).forEach(this::makeReady);
          var status = web(namespace).getStatus();
          return Integer.valueOf(replicas).equals(status.getUpdatedReplicas())
              && Integer.valueOf(replicas).equals(status.getReplicas())
              && Integer.valueOf(replicas).equals(status.getReadyReplicas());
        },
        () -> web(namespace).getStatus());
  }

  private Deployment web(String namespace) {
    return admin.apps().deployments().inNamespace(namespace).withName("web").get();
  }

  private void makeReady(Pod pod) {
    if (pod.getStatus().getConditions().stream().anyMatch(c -> c.getType().equals("Ready"))) {
      return;
    }
    try {
      admin
          .resource(pod)
          .editStatus(
              p ->
                  new PodBuilder(p)
                      .editStatus()
                      .withPhase("Running")
                      .addNewCondition()
                      .withType("Ready")
                      .withStatus("True")
                      .endCondition()
                      .endStatus()
                      .build());
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
  }

  void awaitPods(String namespace, int count) {
    Await.until(
        count + " pods in " + namespace,
        () -> pods(namespace) == count,
        () -> pods(namespace) + " of a quota of " + hard(namespace));
  }

  void awaitPodsAtLeast(String namespace, int count) {
    Await.until(
        "at least " + count + " pods in " + namespace,
        () -> pods(namespace) >= count,
        () -> pods(namespace) + " of a quota of " + hard(namespace));
  }

  /** Waits until the controllers were refused that often, by their events. */
  void awaitRefusals(String namespace, int count) {
    Await.until(
        count + " refusals in " + namespace,
        () -> refusals(namespace) >= count,
        () -> refusals(namespace));
  }

  /** How often the controllers were refused, by their events. */
  int refusals(String namespace) {
    return admin
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("reason", "FailedCreate")
        .list()
        .getItems()
        .stream()
        .mapToInt(event -> Optional.ofNullable(event.getCount()).orElse(1))
        .sum();
  }

  int pods(String namespace) {
    return listed(namespace).size();
  }

  private List<Pod> listed(String namespace) {
    return admin.pods().inNamespace(namespace).list().getItems().stream()
        .sorted(comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  List<ReplicaSet> replicaSets(String namespace) {
    return admin.apps().replicaSets().inNamespace(namespace).list().getItems();
  }

  long hard(String namespace) {
    return BudgetLedger.pods(
        admin
            .resourceQuotas()
            .inNamespace(namespace)
            .withName("cityhall")
            .get()
            .getStatus()
            .getHard());
  }

  /** 0 where there is no quota yet. */
  long hardOrZero(String namespace) {
    var quota = admin.resourceQuotas().inNamespace(namespace).withName("cityhall").get();
    return quota == null || quota.getStatus() == null
        ? 0
        : BudgetLedger.pods(quota.getStatus().getHard());
  }

  /** What all quotas of the department allow together. */
  long hardOfAll() {
    return admin
        .resourceQuotas()
        .inAnyNamespace()
        .withLabel(CityHall.DEPARTMENT, department)
        .list()
        .getItems()
        .stream()
        .mapToLong(quota -> BudgetLedger.pods(quota.getStatus().getHard()))
        .sum();
  }

  /** Starts a bare pod; the answer's text if it is refused. */
  String occupy(String namespace) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("p-")
            .endMetadata()
            .withNewSpec()
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("c")
            .withImage("c")
            .endContainer()
            .endSpec()
            .build();
    try {
      return "created "
          + admin.resource(pod).inNamespace(namespace).create().getMetadata().getName();
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }

  /** Starts a bare pod for which there is room, or soon is; its name. */
  String created(String namespace) {
    return Await.present(
        "room in " + namespace,
        () ->
            Optional.of(occupy(namespace))
                .filter(answer -> answer.startsWith("created "))
                .map(answer -> answer.substring("created ".length())));
  }

  /** Deletes one bare pod at once, as a node would end it. */
  void free(String namespace, String pod) {
    admin.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
  }
}
