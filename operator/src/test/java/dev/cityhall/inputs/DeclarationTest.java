package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Departments that declare what is another's, in strange names, or wrongly for a while. */
class DeclarationTest {

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
        hard: {pods: 10, requests.storage: 10Gi, persistentvolumeclaims: 10}
      ---
      """;

  private static final String TENANT =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: %1$s}
      spec:
        displayName: 申报局
        members: [{role: Developer, kind: Group, name: %1$s-developers}]
        %2$s
      """;

  private static final String SYSTEM = "systems: [{name: tax, environments: [{name: prod}]}]";

  private static final String VOLUME =
      """
      storage: {classes: [inputs-fast]}
        systems:
        - name: tax
          environments:
          - {name: prod, volumes: [{name: files, storageClass: %s, size: %s}]}
          - {name: test}
      """;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: inputs-fast}
        provisioner: example.com/none
        """);
  }

  @Test
  void aDomainIsOfTheDepartmentThatDeclaredItFirst() {
    DEPARTMENTS.apply(GRANT.formatted("olddomain"));
    DEPARTMENTS.apply(GRANT.formatted("newdomain"));
    declares("olddomain", "domains: [first.inputs.cn]\n  " + SYSTEM);
    DEPARTMENTS.awaitReady("olddomain");
    awaitNextSecond();

    declares("newdomain", "domains: [own.inputs.cn, first.inputs.cn]\n  " + SYSTEM);

    var tenant = DEPARTMENTS.awaitReason("newdomain", "Ready", "DomainTaken");
    assertThat(Departments.condition(tenant, "Accepted").message())
        .contains("domain first.inputs.cn is taken: department olddomain was first to declare it")
        .contains("remove it here or there");
    assertThat(Departments.condition(tenant, "Stalled").status()).isEqualTo("True");
    DEPARTMENTS.awaitReady("olddomain");

    declares("newdomain", "domains: [own.inputs.cn]\n  " + SYSTEM);
    DEPARTMENTS.awaitReady("newdomain");
  }

  @Test
  void aDomainBelowOrAboveThatOfAnotherDepartmentIsTakenToo() {
    DEPARTMENTS.apply(GRANT.formatted("middomain"));
    DEPARTMENTS.apply(GRANT.formatted("sibdomain"));
    declares("middomain", "domains: [b.inputs.cn]\n  " + SYSTEM);
    DEPARTMENTS.awaitReady("middomain");
    awaitNextSecond();

    declares("subdomain", "domains: [a.b.inputs.cn]\n  " + SYSTEM);
    declares("supdomain", "domains: [inputs.cn]\n  " + SYSTEM);
    declares("sibdomain", "domains: [xb.inputs.cn]\n  " + SYSTEM);

    var below = DEPARTMENTS.awaitReason("subdomain", "Ready", "DomainTaken");
    assertThat(Departments.condition(below, "Accepted").message())
        .contains("domain a.b.inputs.cn is taken: department middomain", "one that overlaps");
    DEPARTMENTS.awaitReason("supdomain", "Ready", "DomainTaken");
    DEPARTMENTS.awaitReady("sibdomain");
    ADMIN.resources(DepartmentTenant.class).withName("supdomain").delete();
  }

  @Test
  void namesThatLookAlikeNeverMeet() {
    DEPARTMENTS.apply(GRANT.formatted("coll"));
    DEPARTMENTS.apply(GRANT.formatted("collide"));
    declares("coll", "systems: [{name: ide-tax, environments: [{name: prod}]}]");
    declares(
        "collide",
        "systems: [{name: tax, environments: [{name: prod}]}, {name: tax-tax, environments: [{name:"
            + " prod}]}]");

    assertThat(namesOf(DEPARTMENTS.awaitReady("coll")))
        .containsExactly("coll", "coll-ide-tax-prod");
    assertThat(namesOf(DEPARTMENTS.awaitReady("collide")))
        .containsExactly("collide", "collide-tax-prod", "collide-tax-tax-prod");
  }

  @Test
  void chineseNamesOfFullLengthSurviveByteForByte() {
    var display = "济南市财政局𠮷".repeat(14) + "济南";
    var user = "王芳".repeat(126) + "王";
    DEPARTMENTS.apply(GRANT.formatted("chinese"));
    DEPARTMENTS.apply(
        TENANT
            .formatted("chinese", SYSTEM)
            .replace("申报局", display)
            .replace("Group, name: chinese-developers", "User, name: " + user)
            .replace("name: tax,", "name: tax, displayName: " + display + ","));

    var tenant = DEPARTMENTS.awaitReady("chinese");

    assertThat(display.codePointCount(0, display.length())).isEqualTo(100);
    assertThat(tenant.getSpec().displayName()).isEqualTo(display);
    assertThat(tenant.getSpec().systems().get(0).displayName()).isEqualTo(display);
    var binding =
        ADMIN
            .rbac()
            .roleBindings()
            .inNamespace("chinese-tax-prod")
            .withName("cityhall-developer")
            .get();
    assertThat(binding.getSubjects().get(0).getName()).isEqualTo(user);
  }

  @Test
  void aServiceAccountInChineseIsToldBeforeItStopsTheWholeDepartment() {
    assertThatThrownBy(
            () ->
                DEPARTMENTS.apply(
                    TENANT
                        .formatted("account", SYSTEM)
                        .replace(
                            "kind: Group, name: account-developers",
                            "kind: ServiceAccount, name: 部署, namespace: account")))
        .hasMessageContaining("spec.members[0].name")
        .hasMessageContaining("the name of a ServiceAccount is lower-case letters");
  }

  @Test
  void aDeletionOrderForAnotherUidDeletesNothingAndSaysWhichUidThereIs() {
    DEPARTMENTS.apply(GRANT.formatted("wronguid"));
    declares("wronguid", SYSTEM);
    DEPARTMENTS.awaitReady("wronguid");
    var uid = uidOf("wronguid-tax-prod");

    declares(
        "wronguid",
        "deletionPolicy: Delete\n"
            + "  deletionOrders: [{namespace: wronguid-tax-prod, uid: other, volumes: Delete}]");

    Await.until(
        "the order is judged", () -> "WrongUid".equals(troubleOf("wronguid-tax-prod").reason()));
    assertThat(troubleOf("wronguid-tax-prod").message())
        .contains("the deletion order names uid other", "the namespace has uid " + uid)
        .contains("nothing was deleted", "Correct or remove the order");
    assertThat(uidOf("wronguid-tax-prod")).isEqualTo(uid);
  }

  @Test
  void aDeletionOrderForWhatIsDeclaredOrNotOursDeletesNothing() {
    DEPARTMENTS.apply(GRANT.formatted("overeager"));
    declares("overeager", SYSTEM);
    DEPARTMENTS.awaitReady("overeager");
    var declared = uidOf("overeager-tax-prod");
    var foreign = uidOf("kube-public");

    var orders =
        "deletionPolicy: Delete\n  deletionOrders: [{namespace: %s, uid: %s}, {namespace: %s, uid: %s}]"
            .formatted("overeager-tax-prod", declared, "kube-public", foreign);
    declares("overeager", SYSTEM + "\n  " + orders);

    DEPARTMENTS.awaitReady("overeager");
    assertThat(uidOf("overeager-tax-prod")).isEqualTo(declared);
    assertThat(uidOf("kube-public")).isEqualTo(foreign);
    assertThat(PLANE.audit().writesOfOperator())
        .noneMatch(r -> r.verb().equals("delete") && r.isAbout("overeager"))
        .noneMatch(r -> r.name().equals("kube-public"));
  }

  @Test
  void aTenantThatIsBrokenAndMendedLosesNothing() {
    DEPARTMENTS.apply(GRANT.formatted("mended"));
    declares("mended", VOLUME.formatted("inputs-fast", "2Gi"));
    DEPARTMENTS.awaitReady("mended");
    DEPARTMENTS.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: work, namespace: mended-tax-prod}
        data: {state: 工作}
        """);
    var uid = uidOf("mended-tax-prod");
    var work = Inventory.of(ADMIN, "mended-tax-prod");

    declares("mended", "domains: [mended.inputs.cn]");
    Await.until(
        "the namespace is retired", () -> "Retired".equals(troubleOf("mended-tax-prod").reason()));
    assertThat(Inventory.of(ADMIN, "mended-tax-prod"))
        .containsEntry(path("configmaps/work"), work.get(path("configmaps/work")));
    declares("mended", VOLUME.formatted("inputs-fast", "2Gi"));

    DEPARTMENTS.awaitReady("mended");
    var after = Inventory.of(ADMIN, "mended-tax-prod");
    assertThat(uidOf("mended-tax-prod")).isEqualTo(uid);
    assertThat(after.keySet()).isEqualTo(work.keySet());
    assertThat(after)
        .containsEntry(path("configmaps/work"), work.get(path("configmaps/work")))
        .containsEntry(
            path("persistentvolumeclaims/files"), work.get(path("persistentvolumeclaims/files")));
  }

  private static String path(String object) {
    return "/api/v1/namespaces/mended-tax-prod/" + object;
  }

  private static void declares(String department, String what) {
    DEPARTMENTS.apply(TENANT.formatted(department, what));
  }

  /** The API server's times have seconds: a resource of the next one is surely younger. */
  private static void awaitNextSecond() {
    var second = Instant.now().getEpochSecond();
    Await.until("the next second", () -> Instant.now().getEpochSecond() > second);
  }

  private static String condition(String department, String type) {
    return Departments.condition(DEPARTMENTS.tenant(department), type).status();
  }

  private static NamespaceStatus troubleOf(String namespace) {
    var department = namespace.substring(0, namespace.indexOf('-'));
    return Departments.namespace(DEPARTMENTS.tenant(department), namespace);
  }

  private static List<String> namesOf(DepartmentTenant tenant) {
    return tenant.getStatus().namespaces().stream().map(NamespaceStatus::name).toList();
  }

  private static String uidOf(String namespace) {
    return ADMIN.namespaces().withName(namespace).get().getMetadata().getUid();
  }
}
