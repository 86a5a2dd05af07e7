package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Extended resources, such as GPUs, in a budget: shared out, enforced and counted anew. */
class DevicesTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);
  private static final String DEVICE = "example.com/gpu";
  private static final String NAMESPACE = "vision-a-prod";

  @BeforeAll
  static void aDepartmentWithFourDevices() {
    OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: vision}
        spec:
          department: vision
          hard:
            pods: 300
            requests.example.com/gpu: 4
            count/resourceclaims.resource.k8s.io: 2
          distribution: {mode: Elastic}
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: vision}
        spec: {displayName: 视觉局, systems: [{name: a, environments: [{name: prod}]}, {name: b, environments: [{name: prod}]}]}
        """);
    DEPARTMENTS.awaitReady("vision");
  }

  /**
   * While pods keep coming, the fence lets nobody else lower a use: what is given back here, our
   * own count gave back.
   */
  @Test
  void devicesAreLimitedAndComeBackWithThePodsThatHadThem() {
    for (var n = 1; n <= 4; n++) {
      var name = "gpu-" + n;
      Await.until("room for " + name, () -> create(name, 1).isEmpty(), () -> create(name, 1));
    }
    assertThat(used()).isEqualTo("4");
    assertThat(create("gpu-5", 1))
        .contains("exceeded quota: cityhall, requested: requests.example.com/gpu=1")
        .contains("used: requests.example.com/gpu=4, limited: requests.example.com/gpu=4");

    delete("gpu-2");

    Await.until(
        "the device is not counted any more",
        () -> {
          assertThat(create("other", 0)).isEmpty();
          delete("other");
          return used().equals("3");
        },
        DevicesTest::used);
    assertThat(create("gpu-5", 1)).isEmpty();
    assertThat(used()).isEqualTo("4");
  }

  /** Creates a pod; why not, if it is refused. */
  private static String create(String name, int devices) {
    var amount = Map.of(DEVICE, new Quantity(Integer.toString(devices)));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("c")
            .withImage("c")
            .withNewResources()
            .withRequests(amount)
            .withLimits(amount)
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    try {
      ADMIN.resource(pod).inNamespace(NAMESPACE).create();
      return "";
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }

  private static void delete(String name) {
    ADMIN.pods().inNamespace(NAMESPACE).withName(name).withGracePeriod(0).delete();
  }

  private static String used() {
    var quota = ADMIN.resourceQuotas().inNamespace(NAMESPACE).withName("cityhall").get();
    return quota.getStatus().getUsed().get("requests." + DEVICE).toString();
  }
}
