package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Systems and departments leave: access ends, and nothing is lost that was not ordered to go. */
class LeavingTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);

  private static final String GRANT =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: %1$s-2026}
      spec:
        department: %1$s
        hard: {pods: 10}
      ---
      """;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void aRemovedEnvironmentKeepsItsNamespaceAndLosesItsPeople() {
    movesIn("leavea", "a, b", "");
    var uid = uidOf("leavea-b-prod");

    var tenant = changes("leavea", "a", "");

    assertThat(Departments.namespace(tenant, "leavea-b-prod").phase()).isEqualTo(Phase.RETIRED);
    assertThat(uidOf("leavea-b-prod")).isEqualTo(uid);
    assertThat(bindings("leavea-b-prod")).containsExactly("cityhall-operator");
    assertThat(wallStands("leavea-b-prod")).isTrue();
    assertThat(podQuota("leavea-b-prod")).isEqualTo("0");
    assertThat(podQuota("leavea-a-prod")).as("its share went to the others").isEqualTo("10");
  }

  @Test
  void aSystemThatComesBackFindsItsNamespaceAsItWas() {
    movesIn("leaveb", "a, b", "");
    var uid = uidOf("leaveb-b-prod");
    changes("leaveb", "a", "");

    changes("leaveb", "a, b", "");

    DEPARTMENTS.awaitReady("leaveb");
    assertThat(uidOf("leaveb-b-prod")).isEqualTo(uid);
    assertThat(bindings("leaveb-b-prod")).contains("cityhall-developer");
  }

  @Test
  void anOrderForAnotherUidDeletesNothing() {
    movesIn("leavec", "a, b", "");

    var orders =
        "deletionPolicy: Delete, deletionOrders: [{namespace: leavec-b-prod, uid: not-this-one}],";
    var tenant = changes("leavec", "a", orders);

    var namespace = Departments.namespace(tenant, "leavec-b-prod");
    assertThat(namespace.reason()).isEqualTo("WrongUid");
    assertThat(namespace.message()).contains("not-this-one").contains(uidOf("leavec-b-prod"));
  }

  @Test
  void anOrderForTheRightUidDeletesThatNamespaceAndNoOther() {
    movesIn("leaved", "a, b", "");
    var kept = uidOf("leaved-a-prod");

    var orders =
        "deletionPolicy: Delete, deletionOrders: [{namespace: leaved-b-prod, uid: %s}],"
            .formatted(uidOf("leaved-b-prod"));
    applies("leaved", "a", orders);

    Await.until(
        "the namespace is gone", () -> ADMIN.namespaces().withName("leaved-b-prod").get() == null);
    DEPARTMENTS.await("leaved", "forgets it", t -> t.getStatus().namespaces().size() == 2);
    DEPARTMENTS.awaitReady("leaved");
    assertThat(uidOf("leaved-a-prod")).isEqualTo(kept);
  }

  @Test
  void anOrderedNamespaceWithVolumesStaysUnlessTheVolumesAreOrderedToo() {
    movesIn("leavee", "a, b", "");
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("files")
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .withRequests(Map.of("storage", new Quantity("1Gi")))
            .endResources()
            .endSpec()
            .build();
    ADMIN.persistentVolumeClaims().inNamespace("leavee-b-prod").resource(claim).create();

    var order =
        "deletionPolicy: Delete, deletionOrders: [{namespace: leavee-b-prod, uid: %s}],"
            .formatted(uidOf("leavee-b-prod"));
    var tenant = changes("leavee", "a", order);

    assertThat(Departments.namespace(tenant, "leavee-b-prod").reason()).isEqualTo("VolumesKept");

    applies("leavee", "a", order.replace("}]", ", volumes: Delete}]"));
    Await.until("it is gone", () -> ADMIN.namespaces().withName("leavee-b-prod").get() == null);
  }

  @Test
  void anOrderForADeclaredNamespaceIsSaidAndFollowedOnceItIsDeclaredNoLonger() {
    movesIn("leaveh", "a, b", "");
    var order =
        "deletionPolicy: Delete, deletionOrders: [{namespace: leaveh-b-prod, uid: %s}],"
            .formatted(uidOf("leaveh-b-prod"));

    applies("leaveh", "a, b", order);

    var told = DEPARTMENTS.awaitReason("leaveh", "DeletionOrdersStandAlone", "StillDeclared");
    assertThat(Departments.condition(told, "Ready").status()).isEqualTo("True");
    assertThat(Departments.condition(told, "Ready").message())
        .contains("; but the deletion order for namespace leaveh-b-prod has no effect")
        .contains("environment prod of system b. Nothing was deleted.");
    assertThat(ADMIN.namespaces().withName("leaveh-b-prod").get().getMetadata())
        .extracting(ObjectMeta::getDeletionTimestamp)
        .isNull();

    applies("leaveh", "a", order);
    Await.until("it is gone", () -> ADMIN.namespaces().withName("leaveh-b-prod").get() == null);
    DEPARTMENTS.awaitReason("leaveh", "DeletionOrdersStandAlone", "Ready");
  }

  @Test
  void ordersWithoutThePolicyAreRefused() {
    var orders = "deletionOrders: [{namespace: leavef-b-prod, uid: x}],";

    assertThatThrownBy(() -> applies("leavef", "a", orders))
        .hasMessageContaining("namespaces are deleted only under deletionPolicy: Delete");
  }

  @Test
  void aDeletedTenantEndsAccessAndLeavesEverythingElse() {
    movesIn("leaveg", "a", "");
    var uid = uidOf("leaveg-a-prod");

    ADMIN.resources(DepartmentTenant.class).withName("leaveg").delete();

    Await.until(
        "access has ended",
        () -> bindings("leaveg-a-prod").equals(List.of("cityhall-operator")),
        () -> bindings("leaveg-a-prod"));
    assertThat(uidOf("leaveg-a-prod")).isEqualTo(uid);
    assertThat(wallStands("leaveg-a-prod")).isTrue();
    assertThat(podQuota("leaveg-a-prod")).isEqualTo("10");
  }

  @Test
  void aTenantThatIsMadeAgainTakesItsNamespacesBack() {
    movesIn("leaveh", "a", "");
    var uid = uidOf("leaveh-a-prod");
    ADMIN.resources(DepartmentTenant.class).withName("leaveh").delete();
    Await.until("access has ended", () -> bindings("leaveh-a-prod").size() == 1);

    movesIn("leaveh", "a", "");

    assertThat(uidOf("leaveh-a-prod")).isEqualTo(uid);
    assertThat(bindings("leaveh-a-prod")).contains("cityhall-developer");
  }

  @Test
  void aSuspendedDepartmentKeepsWhatRunsAndStartsNothing() {
    movesIn("leavei", "a", "");

    changes("leavei", "a", "suspended: true,");

    var tenant = DEPARTMENTS.awaitReason("leavei", "Ready", "Suspended");
    assertThat(tenant.getStatus().summary()).isEqualTo("2/2");
    assertThat(podQuota("leavei-a-prod")).isEqualTo("0");
    assertThat(bindings("leavei-a-prod"))
        .contains("cityhall-viewer")
        .doesNotContain("cityhall-developer");

    changes("leavei", "a", "");
    DEPARTMENTS.awaitReason("leavei", "Ready", "Ready");
    assertThat(podQuota("leavei-a-prod")).isEqualTo("10");
    assertThat(bindings("leavei-a-prod")).contains("cityhall-developer");
  }

  private static void movesIn(String department, String systems, String more) {
    DEPARTMENTS.apply(GRANT.formatted(department));
    applies(department, systems, more);
    DEPARTMENTS.awaitReady(department);
  }

  private static DepartmentTenant changes(String department, String systems, String more) {
    applies(department, systems, more);
    return DEPARTMENTS.await(
        department,
        "is settled",
        t -> !Departments.condition(t, "Reconciling").status().equals("True"));
  }

  private static void applies(String department, String systems, String more) {
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %s}
        spec: {displayName: 离开局, %s members: [
          {role: Developer, kind: Group, name: leavers},
          {role: Viewer, kind: Group, name: watchers}], systems: [%s]}
        """
            .formatted(department, more, Departments.systems(systems.split(", "))));
  }

  private static String uidOf(String namespace) {
    return ADMIN.namespaces().withName(namespace).get().getMetadata().getUid();
  }

  private static List<String> bindings(String namespace) {
    return ADMIN.rbac().roleBindings().inNamespace(namespace).list().getItems().stream()
        .map(b -> b.getMetadata().getName())
        .sorted()
        .toList();
  }

  private static boolean wallStands(String namespace) {
    return ADMIN.network().networkPolicies().inNamespace(namespace).withName("cityhall-wall").get()
        != null;
  }

  private static String podQuota(String namespace) {
    var quota = ADMIN.resourceQuotas().inNamespace(namespace).withName("cityhall").get();
    return quota.getStatus().getHard().get("pods").toString();
  }
}
