package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartRenderTest {

  private static final Path CRDS = Path.of("..", "crds");

  private static final String RULES = "x-kubernetes-validations";

  private static final Map<String, Object> EVERY_SWITCH =
      Map.ofEntries(
          Map.entry("replicas", 3),
          Map.entry("image.digest", "sha256:" + "0".repeat(64)),
          Map.entry("image.pullSecrets[0]", "registry"),
          Map.entry("operator.logLevel", "debug"),
          Map.entry("operator.workers", 8),
          Map.entry("operator.inFlight", 32),
          Map.entry("operator.podSecurityVersion", "v1.34"),
          Map.entry("policies.reservedNamespaces[0]", "monitoring"),
          Map.entry("policies.quotaControllers[0]", "system:kube-controller-manager"),
          Map.entry("priorityClassName", "system-cluster-critical"),
          Map.entry("nodeSelector.pool", "platform"),
          Map.entry("tolerations[0].key", "platform"),
          Map.entry("tolerations[0].operator", "Exists"),
          Map.entry("affinity.podAffinity.x", "y"),
          Map.entry("podAnnotations.note", "text"),
          Map.entry("networkPolicy.metricsFromNamespaces[0]", "monitoring"),
          Map.entry("networkPolicy.apiServer.cidrs[0]", "10.0.0.1/32"),
          Map.entry("serviceMonitor.enabled", true),
          Map.entry("serviceMonitor.labels.release", "prometheus"));

  @Test
  void passesHelmLint() {
    var result = new Helm(Chart.FOLDER).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void rendersEveryObjectOnce() {
    var ids = Chart.render().stream().map(ChartRenderTest::id).toList();

    assertThat(ids)
        .doesNotHaveDuplicates()
        .contains(
            "Deployment cityhall-system/cityhall-operator",
            "ServiceAccount cityhall-system/cityhall-operator",
            "PodDisruptionBudget cityhall-system/cityhall-operator",
            "NetworkPolicy cityhall-system/cityhall-operator",
            "Service cityhall-system/cityhall-operator-metrics",
            "Role cityhall-system/cityhall-operator",
            "RoleBinding cityhall-system/cityhall-operator",
            "ValidatingAdmissionPolicy cityhall-adoption",
            "ValidatingAdmissionPolicyBinding cityhall-adoption",
            "ValidatingAdmissionPolicy cityhall-operator-confined",
            "ValidatingAdmissionPolicyBinding cityhall-operator-confined",
            "ValidatingAdmissionPolicy cityhall-operator-confined-inside",
            "ValidatingAdmissionPolicyBinding cityhall-operator-confined-inside",
            "ValidatingAdmissionPolicyBinding cityhall-operator-confined-inside-mislabelled",
            "ValidatingAdmissionPolicyBinding cityhall-operator-confined-inside-reserved",
            "ValidatingAdmissionPolicy cityhall-recount-fence",
            "ValidatingAdmissionPolicyBinding cityhall-recount-fence")
        .noneMatch(id -> id.startsWith("ServiceMonitor"));
  }

  @Test
  void rendersWithEverySwitchOn() {
    var objects = Chart.render(EVERY_SWITCH);

    var pod = Chart.only(Deployment.class, objects).get(0).getSpec().getTemplate();
    var container = pod.getSpec().getContainers().get(0);
    var wall = Chart.only(NetworkPolicy.class, objects).get(0).getSpec();
    assertThat(objects).anyMatch(object -> object.getKind().equals("ServiceMonitor"));
    assertThat(container.getImage()).isEqualTo("cityhall/operator@sha256:" + "0".repeat(64));
    assertThat(container.getArgs())
        .containsSubsequence(
            "--workers", "8", "--in-flight", "32", "--pod-security-version", "v1.34");
    assertThat(container.getEnv())
        .singleElement()
        .satisfies(env -> assertThat(env.getName()).isEqualTo("CITYHALL_LOG_LEVEL"))
        .satisfies(env -> assertThat(env.getValue()).isEqualTo("DEBUG"));
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("note", "text");
    assertThat(pod.getSpec().getImagePullSecrets()).singleElement();
    assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(pod.getSpec().getNodeSelector()).containsEntry("pool", "platform");
    assertThat(pod.getSpec().getTolerations()).singleElement();
    assertThat(pod.getSpec().getAffinity().getPodAntiAffinity()).isNull();
    assertThat(wall.getIngress().get(0).getFrom()).singleElement();
    assertThat(wall.getEgress().get(1).getTo()).singleElement();
  }

  @Test
  void rendersWithEverySwitchOff() {
    var objects =
        Chart.render(
            Map.of(
                "crds.install", false,
                "podDisruptionBudget.enabled", false,
                "networkPolicy.enabled", false));

    assertThat(objects)
        .extracting(HasMetadata::getKind)
        .contains("Deployment")
        .doesNotContain("CustomResourceDefinition", "PodDisruptionBudget", "NetworkPolicy");
  }

  @Test
  void rendersTheCrdsOfTheRepository() throws IOException {
    var committed = new TreeMap<String, JsonNode>();
    try (var files = Files.list(CRDS)) {
      for (var file : files.toList()) {
        var crd = Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        committed.put(crd.getMetadata().getName(), withoutHelm(crd));
      }
    }

    var rendered = new TreeMap<String, JsonNode>();
    for (var crd : Chart.render(CustomResourceDefinition.class)) {
      rendered.put(crd.getMetadata().getName(), withoutHelm(crd));
    }

    assertThat(rendered).isNotEmpty().isEqualTo(committed);
  }

  /** Helm 4 applies by server-side apply, which refuses two entries of one key. */
  @Test
  void noDefinitionSaysARuleTwice() {
    var lists =
        Chart.render(CustomResourceDefinition.class).stream()
            .map(crd -> new ObjectMapper().<JsonNode>valueToTree(crd))
            .flatMap(crd -> crd.findValues(RULES).stream())
            .map(rules -> rules.findValuesAsText("rule"));

    assertThat(lists).isNotEmpty().allSatisfy(rules -> assertThat(rules).doesNotHaveDuplicates());
  }

  @Test
  void keepsOnUninstallWhatDepartmentsLiveOn() {
    var kept =
        Chart.render().stream()
            .filter(object -> object.getMetadata().getAnnotations() != null)
            .filter(
                object ->
                    "keep"
                        .equals(
                            object.getMetadata().getAnnotations().get("helm.sh/resource-policy")))
            .map(ChartRenderTest::id)
            .toList();

    assertThat(kept)
        .containsExactlyInAnyOrder(
            "CustomResourceDefinition cities.cityhall.dev",
            "CustomResourceDefinition departmentviews.cityhall.dev",
            "CustomResourceDefinition departmenttenants.cityhall.dev",
            "CustomResourceDefinition resourcequotas.cityhall.dev",
            "ClusterRole cityhall-tenant-owner",
            "ClusterRole cityhall-tenant-developer",
            "ClusterRole cityhall-tenant-viewer",
            "ClusterRole cityhall-tenant-auditor",
            "ValidatingAdmissionPolicy cityhall-adoption",
            "ValidatingAdmissionPolicyBinding cityhall-adoption");
  }

  @Test
  void everyObjectSaysWhoseItIs() {
    assertThat(Chart.render())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/managed-by", "Helm")
                    .containsEntry("app.kubernetes.io/part-of", "cityhall"));
  }

  @Test
  void namespacedObjectsAreInTheNamespaceOfTheRelease() {
    var clusterScoped =
        List.of(
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding");

    assertThat(Chart.render(EVERY_SWITCH))
        .filteredOn(object -> !clusterScoped.contains(object.getKind()))
        .allSatisfy(
            object -> assertThat(object.getMetadata().getNamespace()).isEqualTo(Chart.NAMESPACE));
  }

  private static String id(HasMetadata object) {
    var namespace = object.getMetadata().getNamespace();
    return object.getKind()
        + " "
        + (namespace == null ? "" : namespace + "/")
        + object.getMetadata().getName();
  }

  /** The definition as the API server would compare it, without what the chart adds. */
  private static JsonNode withoutHelm(CustomResourceDefinition crd) {
    ObjectNode tree = new ObjectMapper().valueToTree(crd);
    ((ObjectNode) tree.get("metadata")).remove(List.of("labels", "annotations"));
    return tree;
  }
}
