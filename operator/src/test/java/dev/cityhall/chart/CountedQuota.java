package dev.cityhall.chart;

import dev.cityhall.testing.Await;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A native quota of pods and CPU in a namespace of its own: charged by pods, written by anybody.
 */
final class CountedQuota {

  /** The namespace's label that makes it a department's. */
  static final Map<String, String> OF_A_DEPARTMENT = Map.of("cityhall.dev/department", "fence");

  /** As which the controller-manager writes. */
  static final String CONTROLLER_MANAGER = "kube-controller-manager";

  /** As which the API server charges. */
  static final String API_SERVER = "kube-apiserver";

  private final KubernetesClient admin;
  private final String namespace;
  private final String name;

  private CountedQuota(KubernetesClient admin, String namespace, String name) {
    this.admin = admin;
    this.namespace = namespace;
    this.name = name;
  }

  /** Makes the namespace and the quota, and waits until the controller-manager put it in force. */
  static CountedQuota create(
      KubernetesClient admin, String namespace, Map<String, String> labels, String name, int pods) {
    var meta =
        new NamespaceBuilder().withNewMetadata().withName(namespace).withLabels(labels).and();
    admin.resource(meta.build()).create();
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .addToHard("pods", new Quantity(Integer.toString(pods)))
            .addToHard("requests.cpu", new Quantity("100"))
            .addToHard("services", new Quantity("100"))
            .endSpec();
    admin.resource(quota.build()).create();
    var counted = new CountedQuota(admin, namespace, name);
    Await.until(
        namespace + " has its quota in force and an account for pods",
        () ->
            counted.get().getStatus().getUsed().containsKey("pods")
                && admin.serviceAccounts().inNamespace(namespace).withName("default").get()
                    != null);
    return counted;
  }

  String namespace() {
    return namespace;
  }

  ResourceQuota get() {
    return admin.resourceQuotas().inNamespace(namespace).withName(name).get();
  }

  /** Has a pod charged, of a tenth of a CPU, and gives the quota right after. */
  ResourceQuota charge() {
    admin.resource(pod()).create();
    return get();
  }

  /** A pod that runs nowhere, for there are no nodes. */
  Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withGenerateName("pod-")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app")
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  /** Puts the status as this user, whom the server takes for this program. */
  Attempts.Answer put(Attempts who, String program, ResourceQuota quota) {
    var path =
        "/api/v1/namespaces/%s/resourcequotas/%s/status?fieldManager=%s"
            .formatted(namespace, name, program);
    return who.send("PUT", path, Serialization.asJson(quota));
  }

  /** Gives this user every right in the namespace, or those of another role. */
  void allow(String user, String role) {
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withGenerateName("test-")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
            .addNewSubject("rbac.authorization.k8s.io", "User", user, null);
    admin.resource(binding.build()).create();
  }

  /** The quota with another use of one key; null: without one. */
  static ResourceQuota using(ResourceQuota quota, String key, String amount) {
    var status = new ResourceQuotaBuilder(quota).editStatus();
    return (amount == null
            ? status.removeFromUsed(key)
            : status.addToUsed(key, new Quantity(amount)))
        .endStatus()
        .build();
  }

  /** One pod less. */
  static ResourceQuota lowered(ResourceQuota quota) {
    return using(quota, "pods", Long.toString(pods(quota) - 1));
  }

  static long pods(ResourceQuota quota) {
    return quota.getStatus().getUsed().get("pods").getNumericalAmount().longValue();
  }

  /** From the charge that the earlier one shows to the newest write of the later: whole seconds. */
  static Duration age(ResourceQuota charged, ResourceQuota later) {
    var charge = stamp(charged, API_SERVER).orElseThrow();
    var newest =
        later.getMetadata().getManagedFields().stream()
            .filter(entry -> "status".equals(entry.getSubresource()))
            .map(entry -> Instant.parse(entry.getTime()))
            .max(Comparator.naturalOrder());
    return Duration.between(charge, newest.orElseThrow());
  }

  /** When this program last wrote the status, as far as it still owns something of it. */
  static Optional<Instant> stamp(ResourceQuota quota, String program) {
    return quota.getMetadata().getManagedFields().stream()
        .filter(entry -> "status".equals(entry.getSubresource()))
        .filter(entry -> program.equals(entry.getManager()))
        .map(entry -> Instant.parse(entry.getTime()))
        .max(Comparator.naturalOrder());
  }
}
