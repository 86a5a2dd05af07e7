package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A department names a namespace that is not its own. */
class ForeignNamespaceTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);

  private static final String DEPARTMENT =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: %1$s-2026}
      spec: {department: %1$s, hard: {pods: 10}}
      ---
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: %1$s}
      spec:
        displayName: 误入局
        members: [{role: Developer, kind: Group, name: %1$s-developers}]
        systems:
        - {name: tax, environments: [{name: prod, adopt: %2$s}, {name: test}]}
      """;

  private static final String EXISTING =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %1$s, labels: {team: reading-room%2$s}, annotations: {owner: 档案馆}}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: catalogue, namespace: %1$s}
      data: {title: 馆藏目录}
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: own, namespace: %1$s}
      spec: {hard: {pods: "3"}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: readers, namespace: %1$s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: readers}]
      """;

  private static final String BINDING =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: %1$s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %1$s}]
      """;

  /** All that a platform administrator may with departments, but for {@code adopt}. */
  private static final String EDITOR =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: inputs-editor}
      rules:
      - apiGroups: [cityhall.dev]
        resources: [departmenttenants, resourcequotas]
        verbs: [get, list, watch, create, update, patch, delete]
      """;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void aForeignNamespaceStaysAsItIsAndTheOthersBecomeReady() {
    exists("strayed-tax-prod", "");
    var before = Inventory.of(ADMIN, "strayed-tax-prod");

    DEPARTMENTS.apply(DEPARTMENT.formatted("strayed", "false"));

    var tenant = DEPARTMENTS.awaitReason("strayed", "Ready", "NamespaceNotAdopted");
    Await.until(
        "the others are ready",
        () -> "2/3".equals(DEPARTMENTS.tenant("strayed").getStatus().summary()));
    assertThat(Departments.condition(tenant, "Stalled").status()).isEqualTo("True");
    assertThat(Departments.condition(tenant, "Ready").message())
        .contains("namespace strayed-tax-prod exists already and is not CityHall's")
        .contains("nothing in it was touched")
        .contains("Set adopt: true at this environment", "or rename the system or environment");
    assertThat(Departments.namespace(tenant, "strayed-tax-prod").phase()).isEqualTo(Phase.BLOCKED);
    assertThat(Inventory.of(ADMIN, "strayed-tax-prod")).isEqualTo(before);
  }

  @Test
  void aNamespaceThatStandsWhereTheHomeShouldBeCannotBeAdoptedAndTheMessageDoesNotSaySo() {
    exists("homeless", "");
    var before = Inventory.of(ADMIN, "homeless");

    DEPARTMENTS.apply(DEPARTMENT.formatted("homeless", "false"));

    var tenant = DEPARTMENTS.awaitReason("homeless", "Ready", "NamespaceNotAdopted");
    assertThat(Departments.condition(tenant, "Ready").message())
        .contains("namespace homeless exists already and is not CityHall's")
        .contains("cannot be adopted", "or give the department another code")
        .doesNotContain("adopt: true");
    assertThat(Inventory.of(ADMIN, "homeless")).isEqualTo(before);
  }

  @Test
  void aNamespaceOfAnotherDepartmentIsNotTakenOverEvenByAdoption() {
    exists("grasping-tax-prod", ", cityhall.dev/department: rightful");
    var before = Inventory.of(ADMIN, "grasping-tax-prod");

    DEPARTMENTS.apply(DEPARTMENT.formatted("grasping", "true"));

    var tenant = DEPARTMENTS.awaitReason("grasping", "Ready", "NamespaceOwnedElsewhere");
    Await.until(
        "the others are ready",
        () -> "2/3".equals(DEPARTMENTS.tenant("grasping").getStatus().summary()));
    assertThat(Departments.condition(tenant, "Ready").message())
        .contains("namespace grasping-tax-prod belongs to department rightful by its label")
        .contains("rename the system or environment of grasping");
    assertThat(Inventory.of(ADMIN, "grasping-tax-prod")).isEqualTo(before);
  }

  @Test
  void whoHasTheRightAdoptsAndNothingThatWasThereIsLost() {
    exists("adopting-tax-prod", "");
    var uid = ADMIN.namespaces().withName("adopting-tax-prod").get().getMetadata().getUid();
    var before = Inventory.of(ADMIN, "adopting-tax-prod");
    var boss = as("inputs-boss", "cityhall-platform-admin");

    Await.until(
        "the boss may", () -> succeeds(() -> boss.apply(DEPARTMENT.formatted("adopting", "true"))));

    DEPARTMENTS.awaitReady("adopting");
    var namespace = ADMIN.namespaces().withName("adopting-tax-prod").get().getMetadata();
    assertThat(namespace.getUid()).isEqualTo(uid);
    assertThat(namespace.getLabels())
        .containsEntry("team", "reading-room")
        .containsEntry("cityhall.dev/department", "adopting");
    assertThat(namespace.getAnnotations()).containsEntry("owner", "档案馆");
    var after = Inventory.of(ADMIN, "adopting-tax-prod");
    assertThat(after.keySet()).containsAll(before.keySet());
    before.keySet().stream()
        .filter(path -> path.endsWith("/catalogue") || path.endsWith("/readers"))
        .forEach(path -> assertThat(after).containsEntry(path, before.get(path)));
  }

  @Test
  void whoLacksTheRightIsRefusedAdoptionAndNothingChanges() {
    exists("coveting-tax-prod", "");
    var before = Inventory.of(ADMIN, "coveting-tax-prod");
    DEPARTMENTS.apply(EDITOR);
    var editor = as("inputs-editor", "inputs-editor");
    Await.until(
        "the editor may",
        () -> succeeds(() -> editor.apply(DEPARTMENT.formatted("coveting", "false"))));
    DEPARTMENTS.awaitReason("coveting", "Ready", "NamespaceNotAdopted");

    assertThatThrownBy(() -> editor.apply(DEPARTMENT.formatted("coveting", "true")))
        .hasMessageContaining("department coveting: inputs-editor sets adopt: true in system tax")
        .hasMessageContaining(
            "it needs the verb `adopt` on departmenttenants.cityhall.dev coveting")
        .hasMessageContaining("Let a holder of the ClusterRole cityhall-platform-admin apply this");
    assertThat(DEPARTMENTS.tenant("coveting").getMetadata().getGeneration()).isEqualTo(1);
    assertThat(Inventory.of(ADMIN, "coveting-tax-prod")).isEqualTo(before);
  }

  /** A namespace's name is a department's code, or code, system and environment with hyphens. */
  @Test
  void noDepartmentHasNamesThatReachAPlatformNamespace() {
    var platform =
        List.of(
            "default",
            "kube-system",
            "kube-public",
            "kube-node-lease",
            "kube-flannel-ds-x",
            "kube",
            "cityhall-system");

    for (var namespace : platform) {
      for (var department : departmentsThatWouldReach(namespace)) {
        assertThatThrownBy(() -> DEPARTMENTS.apply(department))
            .as(namespace)
            .hasMessageContaining("belong to Kubernetes; choose another code");
      }
    }
    assertThat(departmentsThatWouldReach("kube-node-lease")).isNotEmpty();
    assertThat(departmentsThatWouldReach("cityhall-system")).isEmpty();
  }

  private static List<String> departmentsThatWouldReach(String namespace) {
    var tenants = new ArrayList<String>();
    var first = namespace.indexOf('-');
    var last = namespace.lastIndexOf('-');
    if (first < 0) {
      tenants.add(tenant(namespace, "system", "env"));
    }
    if (first < last) {
      tenants.add(
          tenant(
              namespace.substring(0, first),
              namespace.substring(first + 1, last),
              namespace.substring(last + 1)));
    }
    return tenants;
  }

  private static String tenant(String department, String system, String environment) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %s}
    spec: {displayName: 越界局, systems: [{name: %s, environments: [{name: %s, adopt: true}]}]}
    """
        .formatted(department, system, environment);
  }

  private static void exists(String namespace, String moreLabels) {
    DEPARTMENTS.apply(EXISTING.formatted(namespace, moreLabels));
    Inventory.awaitFurnished(ADMIN, namespace);
    Await.until(
        "its own quota is in force",
        () -> {
          var status =
              ADMIN.resourceQuotas().inNamespace(namespace).withName("own").get().getStatus();
          return status != null && status.getUsed() != null;
        });
  }

  private static Departments as(String user, String role) {
    DEPARTMENTS.apply(BINDING.formatted(user, role));
    return new Departments(PLANE.user(user));
  }

  private static boolean succeeds(Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
