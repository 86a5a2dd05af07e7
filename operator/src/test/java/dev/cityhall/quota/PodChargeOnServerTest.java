package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our charges beside what the API server charges and the controller-manager counts. */
class PodChargeOnServerTest {

  private static final String NAMESPACE = "charged-pods";
  private static final String RUNTIME = "charged-runtime";
  private static final int PODS = 40;
  private static final long SEED = 20261123;

  private static final List<String> KEYS =
      List.of(
          "pods",
          "count/pods",
          "requests.cpu",
          "limits.cpu",
          "requests.memory",
          "limits.memory",
          "requests.ephemeral-storage",
          "limits.ephemeral-storage",
          "hugepages-2Mi",
          "requests.hugepages-2Mi",
          "requests." + RandomPods.DEVICE);

  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final ApiServer API = new ApiServer(ADMIN, (verb, plural) -> {});

  @BeforeAll
  static void namespaceWithQuota() {
    ADMIN
        .resource(
            new RuntimeClassBuilder()
                .withNewMetadata()
                .withName(RUNTIME)
                .and()
                .withHandler("none")
                .withNewOverhead()
                .addToPodFixed("cpu", new Quantity("30m"))
                .addToPodFixed("memory", new Quantity("20Mi"))
                .and()
                .build())
        .create();
    ADMIN
        .resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).and().build())
        .create();
    var hard = new TreeMap<String, Quantity>();
    KEYS.forEach(key -> hard.put(key, new Quantity("100000000000000")));
    ADMIN
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("all")
                .withNamespace(NAMESPACE)
                .and()
                .withNewSpec()
                .withHard(hard)
                .and()
                .build())
        .create();
    Await.until("an acknowledged quota", () -> !used().isEmpty());
    Await.until(
        "a service account",
        () -> ADMIN.serviceAccounts().inNamespace(NAMESPACE).withName("default").get() != null);
  }

  @AfterAll
  static void leave() {
    ADMIN.namespaces().withName(NAMESPACE).delete();
    ADMIN.runtimeClasses().withName(RUNTIME).delete();
  }

  @Test
  void theSumIsTheServersOwnForPodsOfEveryShape() {
    var random = new Random(SEED);
    for (var i = 0; i < PODS; i++) {
      var pod = RandomPods.pod(random, "pod-" + i);
      if (random.nextInt(3) == 0) {
        ((ObjectNode) pod.path("spec")).put("runtimeClassName", RUNTIME);
      }
      API.create(ref("pod-" + i), pod);
    }
    Await.until("use by the API server's charges", this::sumIsUsed, this::bothSums);

    create("resized");
    create("deferred");
    create("infeasible");
    resize("resized", "3");
    Await.until("use by the API server's charge of a resize", this::sumIsUsed, this::bothSums);

    nodeReports("deferred", "Deferred");
    resize("infeasible", "4");
    nodeReports("infeasible", "Infeasible");
    for (var i = 0; i < PODS; i += 4) {
      var phase = i % 8 == 0 ? "Succeeded" : "Failed";
      API.patchStatus(ref("pod-" + i), tree("status: {phase: %s}".formatted(phase)));
    }
    for (var i = 1; i < PODS; i += 4) {
      ADMIN.pods().inNamespace(NAMESPACE).withName("pod-" + i).withGracePeriod(0).delete();
    }
    Await.until("use by the controller-manager's recount", this::sumIsUsed, this::bothSums);
    assertThat(used().keys()).hasSize(KEYS.size()).allMatch(key -> used().orZero(key) > 0);
  }

  private static void create(String name) {
    API.create(
        ref(name),
        tree(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              containers:
                - name: c
                  image: none.invalid/x
                  resources:
                    {requests: {cpu: 1, memory: 1Mi}, limits: {cpu: 5, memory: 2Mi}}
            """
                .formatted(name)));
  }

  private static void resize(String name, String cpu) {
    var pod = API.get(ref(name));
    ((ObjectNode) pod.at("/spec/containers/0/resources/requests")).put("cpu", cpu);
    ADMIN.raw(
        "/api/v1/namespaces/%s/pods/%s/resize".formatted(NAMESPACE, name), "PUT", pod.toString());
  }

  /** The node has granted 2 CPUs and 3 are in force. */
  private static void nodeReports(String name, String reason) {
    API.patchStatus(
        ref(name),
        tree(
            """
            status:
              conditions: [{type: PodResizePending, status: 'True', reason: %s}]
              containerStatuses:
                - name: c
                  image: none.invalid/x
                  imageID: ''
                  ready: true
                  restartCount: 0
                  allocatedResources: {cpu: 2, memory: 1Mi}
                  resources:
                    {requests: {cpu: 3, memory: 1Mi}, limits: {cpu: 6, memory: 2Mi}}
            """
                .formatted(reason)));
  }

  private static Ref ref(String name) {
    return new Ref(ObjectKind.POD, NAMESPACE, name);
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }

  private boolean sumIsUsed() {
    return ourSum().equals(used());
  }

  private String bothSums() {
    return "ours: %s%nserver's: %s".formatted(ourSum(), used());
  }

  private static Amounts ourSum() {
    var sum = Amounts.NONE;
    for (var pod : API.list(ObjectKind.POD, NAMESPACE).path("items")) {
      sum = sum.plus(PodCharge.of(pod));
    }
    return sum;
  }

  private static Amounts used() {
    var quota = ADMIN.resourceQuotas().inNamespace(NAMESPACE).withName("all").get();
    return Amounts.parse(
        quota.getStatus() == null || quota.getStatus().getUsed() == null
            ? Map.of()
            : quota.getStatus().getUsed());
  }
}
