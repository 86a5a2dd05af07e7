package dev.cityhall.bench.quota;

import dev.cityhall.testing.Change;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Deployments of the load's pods; a name begins with the letter of its pods' size. */
public final class PodDeployment {

  /** Rolled out by one pod more at a time; no pod is missing meanwhile. */
  public static Deployment of(String namespace, String name, PodSize size, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withRevisionHistoryLimit(1)
        .withNewStrategy()
        .withNewRollingUpdate()
        .withNewMaxSurge(1)
        .withNewMaxUnavailable(0)
        .endRollingUpdate()
        .endStrategy()
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withSpec(podSpec(size))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec podSpec(PodSize size) {
    return new KubernetesSerialization()
        .unmarshal(size.json("any"), io.fabric8.kubernetes.api.model.Pod.class)
        .getSpec();
  }

  public static void scale(KubernetesClient client, String namespace, String name, int replicas) {
    Change.scale(at(client, namespace, name), replicas);
  }

  /** Replaces all its pods by new ones. */
  public static void roll(KubernetesClient client, String namespace, String name, long number) {
    Change.merge(
        at(client, namespace, name),
        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"rolled\":\"%d\"}}}}}"
            .formatted(number));
  }

  private static RollableScalableResource<Deployment> at(
      KubernetesClient client, String namespace, String name) {
    return client.apps().deployments().inNamespace(namespace).withName(name);
  }

  private PodDeployment() {}
}
