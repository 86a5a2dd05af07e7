package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One thing that is stuck, broken or fought over stops nothing else. */
class TroubleTest {

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void aControlPlaneOfItsOwn() {
    plane = ControlPlane.start("trouble");
    admin = plane.admin();
    departments = new Departments(admin);
    operator = OperatorUnderTest.start(plane).awaitWorking();
  }

  @AfterAll
  static void end() {
    operator.close();
    plane.close();
  }

  @Test
  void aNamespaceThatWillNotGoDelaysNeitherItsSiblingsNorTheNextOfItsName() {
    var stuck =
        new NamespaceBuilder().withNewMetadata().withName("stuck-b-prod").endMetadata().build();
    admin.resource(stuck).create();
    holdUp("stuck-b-prod");
    admin.resource(stuck).delete();

    departments.apply(tenant("stuck", "a", "b"));

    var tenant =
        departments.await(
            "stuck",
            "is ready but for one",
            t ->
                t.getStatus().namespaces().stream().filter(n -> n.phase() == Phase.READY).count()
                    == 2);
    var waiting = Departments.namespace(tenant, "stuck-b-prod");
    assertThat(waiting.reason()).isEqualTo("NamespaceTerminating");
    assertThat(waiting.message()).contains("stuck-b-prod").contains("kubectl get namespace");
    assertThat(Departments.condition(tenant, "Stalled").status()).isEqualTo("False");

    Change.withoutFinalizers(admin.configMaps().inNamespace("stuck-b-prod").withName("holds-up"));
    departments.awaitReady("stuck");
  }

  /** A finalizer that nobody serves keeps the namespace Terminating. */
  private static void holdUp(String namespace) {
    admin
        .configMaps()
        .inNamespace(namespace)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("holds-up")
                .withFinalizers("example.org/never")
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void aTenantThatCannotBeReadStopsNobodyElse() {
    departments.apply(tenant("readable", "a"));
    departments.awaitReady("readable");
    withoutSchema();
    Await.until("the server has dropped the schema", TroubleTest::isUnreadableTenantApplied);

    departments.apply(tenant("afterwards", "a"));
    departments.awaitReady("afterwards");
    departments.apply(tenant("readable", "a", "b"));
    departments.awaitReady("readable");

    assertThat(operator.isAlive()).isTrue();
    operator.close();
    operator = OperatorUnderTest.start(plane).awaitWorking();
    departments.apply(tenant("restarted", "a"));
    departments.awaitReady("restarted");
    admin.resources(DepartmentTenant.class).withName("unreadable").delete();
    OperatorUnderTest.installDefinitions(admin);
  }

  /** Refused as long as the server still goes by the schema. */
  private static boolean isUnreadableTenantApplied() {
    try {
      departments.apply(
          """
          apiVersion: cityhall.dev/v1alpha1
          kind: DepartmentTenant
          metadata: {name: unreadable}
          spec: {displayName: [not, a, name], protectionLevel: high, systems: {a: b}, members: 7, future: true}
          """);
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getMessage()).containsAnyOf("typed patch object", "is invalid");
      return false;
    }
  }

  /** As if a newer or older version of the schema had let the object in. */
  private static void withoutSchema() {
    Change.replace(
        admin.resources(CustomResourceDefinition.class).withName("departmenttenants.cityhall.dev"),
        "/spec/versions/0/schema/openAPIV3Schema",
        "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}");
  }

  @Test
  void aFightEndsInAConditionThatNamesTheOtherManager() {
    departments.apply(tenant("fought", "a"));
    departments.awaitReady("fought");
    var audit = plane.audit().fromNow();
    var wall =
        admin.network().networkPolicies().inNamespace("fought-a-prod").withName("cityhall-wall");

    Await.until(
        "the operator stands back",
        () -> {
          wall.patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager("fighter")
                  .build(),
              "{\"spec\":{\"policyTypes\":[\"Ingress\"]}}");
          return "Contested"
              .equals(
                  Departments.condition(departments.tenant("fought"), "NamespacesReady").reason());
        },
        () -> departments.tenant("fought").getStatus());

    var tenant = departments.tenant("fought");
    assertThat(Departments.condition(tenant, "Stalled").status()).isEqualTo("True");
    assertThat(Departments.namespace(tenant, "fought-a-prod").message())
        .contains("fighter")
        .contains("NetworkPolicy fought-a-prod/cityhall-wall");
    assertThat(audit.writesOfOperator("fought"))
        .filteredOn(r -> r.resource().equals("networkpolicies"))
        .hasSizeLessThanOrEqualTo(5);
    assertThat(Departments.namespace(tenant, "fought").phase()).isEqualTo(Phase.READY);
  }

  private static String tenant(String name, String... systems) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: ResourceQuota
    metadata: {name: %1$s}
    spec: {department: %1$s, hard: {pods: 6}}
    ---
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %1$s}
    spec: {displayName: 麻烦局, systems: [%2$s]}
    """
        .formatted(name, Departments.systems(systems));
  }
}
