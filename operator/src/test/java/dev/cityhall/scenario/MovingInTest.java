package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A department moves in, and its people find what they were promised and nothing more. */
class MovingInTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final Departments DEPARTMENTS = new Departments(PLANE.admin());

  private static final String MOVING =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: moving-2026}
      spec:
        department: moving
        hard: {pods: 4, requests.cpu: "2", requests.memory: 2Gi, requests.storage: 10Gi}
      ---
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: moving}
      spec:
        displayName: 搬迁局
        members:
        - {role: Developer, kind: Group, name: moving-developers}
        - {role: Viewer, kind: User, name: 王芳}
        systems:
        - {name: tax, displayName: 税收征管, environments: [{name: prod}, {name: test}]}
      """;

  private static KubernetesClient developer;

  @BeforeAll
  static void aDepartmentMovesIn() {
    OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(MOVING);
    DEPARTMENTS.awaitReady("moving");
    developer = PLANE.user("zhang.wei", "moving-developers");
  }

  @Test
  void everyNamespaceOfTheDepartmentIsThereWithItsLabels() {
    var namespaces =
        PLANE.admin().namespaces().withLabel("cityhall.dev/department", "moving").list();

    assertThat(namespaces.getItems())
        .extracting(n -> n.getMetadata().getName())
        .containsExactlyInAnyOrder("moving", "moving-tax-prod", "moving-tax-test");
    assertThat(
            PLANE.admin().namespaces().withName("moving-tax-prod").get().getMetadata().getLabels())
        .containsEntry("cityhall.dev/system", "tax")
        .containsEntry("cityhall.dev/environment", "prod")
        .containsEntry("pod-security.kubernetes.io/enforce", "baseline")
        .containsEntry("pod-security.kubernetes.io/enforce-version", "v1.36");
  }

  @Test
  void theBudgetIsSharedOutEvenlyOverTheSystemsAndInForce() {
    var quotas =
        PLANE
            .admin()
            .resourceQuotas()
            .inAnyNamespace()
            .withLabel("cityhall.dev/department", "moving")
            .list();

    assertThat(quotas.getItems())
        .filteredOn(q -> !q.getMetadata().getNamespace().equals("moving"))
        .hasSize(2)
        .allSatisfy(
            q -> {
              assertThat(q.getStatus().getHard()).isEqualTo(q.getSpec().getHard());
              assertThat(q.getSpec().getHard().get("pods").toString()).isEqualTo("2");
              assertThat(q.getSpec().getHard().get("requests.cpu").toString()).isEqualTo("1");
            });
  }

  @Test
  void accessIsTheLastThingThatANamespaceGets() {
    var creations =
        PLANE
            .audit()
            .requests(r -> r.user().equals(OperatorUnderTest.USER) && r.code() < 300)
            .stream()
            .filter(r -> r.isAbout("moving-tax-prod"))
            .filter(r -> r.verb().equals("create") || r.resource().equals("serviceaccounts"))
            .toList();

    assertThat(creations)
        .extracting(Request::resource)
        .startsWith("namespaces", "rolebindings", "resourcequotas");
    assertThat(creations.subList(creations.size() - 2, creations.size()))
        .extracting(Request::name)
        .containsExactly("cityhall-developer", "cityhall-viewer");
    assertThat(creations)
        .extracting(Request::resource)
        .contains("limitranges", "networkpolicies", "serviceaccounts");
  }

  @Test
  void aPrivilegedPodWasSeenToBeRefusedBeforeAccessWasGiven() {
    var probes =
        PLANE
            .audit()
            .requests(r -> r.user().equals(OperatorUnderTest.USER) && r.resource().equals("pods"));

    assertThat(probes).filteredOn(r -> r.isAbout("moving")).isNotEmpty().allMatch(Request::dryRun);
  }

  @Test
  void aDeveloperRunsAPodAndIsRefusedBeyondTheQuota() {
    var pods = developer.pods().inNamespace("moving-tax-test");
    for (var name : List.of("one", "two")) {
      pods.resource(pod(name)).create();
    }

    assertThatThrownBy(() -> pods.resource(pod("three")).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("exceeded quota: cityhall")
        .hasMessageContaining("requested: pods=1, used: pods=2, limited: pods=2");
  }

  @Test
  void aDeveloperIsAStrangerInEveryOtherDepartment() {
    DEPARTMENTS.apply(MOVING.replace("moving", "strangers"));
    DEPARTMENTS.awaitReady("strangers");

    assertThatThrownBy(() -> developer.pods().inNamespace("strangers-tax-prod").list())
        .hasMessageContaining("zhang.wei")
        .hasMessageContaining("forbidden");
    assertThatThrownBy(
            () -> developer.pods().inNamespace("strangers-tax-prod").resource(pod("p")).create())
        .hasMessageContaining("forbidden");
  }

  @Test
  void aDeveloperCannotTouchTheWallTheQuotaOrTheNamespace() {
    var namespace = "moving-tax-prod";

    assertThatThrownBy(
            () ->
                developer
                    .network()
                    .networkPolicies()
                    .inNamespace(namespace)
                    .withName("cityhall-wall")
                    .delete())
        .hasMessageContaining("forbidden");
    assertThatThrownBy(
            () -> developer.resourceQuotas().inNamespace(namespace).withName("cityhall").delete())
        .hasMessageContaining("forbidden");
    assertThatThrownBy(() -> developer.namespaces().withName(namespace).delete())
        .hasMessageContaining("forbidden");
  }

  @Test
  void aViewerWithAChineseNameSeesAndCannotChange() {
    var viewer = PLANE.user("王芳");

    assertThat(viewer.services().inNamespace("moving-tax-prod").list().getItems()).isEmpty();
    assertThatThrownBy(
            () -> viewer.pods().inNamespace("moving-tax-prod").resource(pod("p")).create())
        .hasMessageContaining("forbidden");
    assertThatThrownBy(() -> viewer.secrets().inNamespace("moving-tax-prod").list())
        .hasMessageContaining("forbidden");
  }

  @Test
  void podsThatNameNoAccountCarryNoToken() {
    var created = developer.pods().inNamespace("moving-tax-prod").resource(pod("plain")).create();

    assertThat(created.getSpec().getServiceAccountName()).isEqualTo("default");
    assertThat(created.getSpec().getVolumes()).isEmpty();
  }

  @Test
  void noServiceOpensAWayAroundTheWall() {
    var services = developer.services().inNamespace("moving-tax-prod");

    for (var type : List.of("NodePort", "LoadBalancer")) {
      assertThatThrownBy(() -> services.resource(service(type)).create())
          .hasMessageContaining("exceeded quota");
    }
  }

  @Test
  void anUnknownFieldOfTheNamespaceStatusIsNotNeededToSeeThatAllIsWell() {
    var tenant = DEPARTMENTS.awaitReady("moving");

    assertThat(tenant.getStatus().summary()).isEqualTo("3/3");
    assertThat(tenant.getStatus().namespaces())
        .allMatch(n -> n.uid() != null && n.reason() == null);
    Await.until("no namespace is left behind", () -> tenant.getStatus().namespaces().size() == 3);
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app")
        .endContainer()
        .endSpec()
        .build();
  }

  private static Service service(String type) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(type.toLowerCase(java.util.Locale.ROOT))
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }
}
