package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to an object of ours is undone with one write; what is foreign stays. */
class DriftTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);
  private static final String NAMESPACE = "drift-app-prod";

  @BeforeAll
  static void aDepartmentIsReady() {
    OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: standard}
        provisioner: kubernetes.io/no-provisioner
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: drift-2026}
        spec:
          department: drift
          hard: {pods: 10, requests.storage: 10Gi, persistentvolumeclaims: 4}
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: drift}
        spec:
          displayName: 漂移局
          nodePool: government
          storage: {classes: [standard]}
          members:
          - {role: Owner, kind: Group, name: drift-owners}
          - {role: Developer, kind: Group, name: drift-developers}
          - {role: Viewer, kind: Group, name: drift-viewers}
          - {role: Auditor, kind: Group, name: city-auditors}
          systems:
          - name: app
            environments:
            - {name: prod, volumes: [{name: data, storageClass: standard, size: 1Gi}]}
        """);
    DEPARTMENTS.awaitReady("drift");
  }

  /** A fault: which object, and the merge patch that spoils it; {@code null} deletes it. */
  record Fault(String apiVersion, String kind, String name, String patch) {
    @Override
    public String toString() {
      return (patch == null ? "deleted " : "edited ") + kind + " " + name;
    }
  }

  static Stream<Fault> everyManagedObjectDeletedAndEdited() {
    var rbac = "rbac.authorization.k8s.io/v1";
    var subjects =
        "{\"subjects\":[{\"kind\":\"User\",\"name\":\"eve\",\"apiGroup\":\"rbac.authorization.k8s.io\"}]}";
    var bindings =
        Stream.of("owner", "developer", "viewer", "auditor", "operator")
            .map(role -> new Fault(rbac, "RoleBinding", "cityhall-" + role, subjects));
    var others =
        Stream.of(
            new Fault(
                "v1", "ResourceQuota", "cityhall", "{\"spec\":{\"hard\":{\"pods\":\"999\"}}}"),
            new Fault("v1", "LimitRange", "cityhall", "{\"spec\":{\"limits\":[]}}"),
            new Fault(
                "networking.k8s.io/v1",
                "NetworkPolicy",
                "cityhall-wall",
                "{\"spec\":{\"egress\":[{}]}}"),
            new Fault("v1", "ServiceAccount", "default", "{\"automountServiceAccountToken\":true}"),
            new Fault(
                "v1",
                "PersistentVolumeClaim",
                "data",
                "{\"metadata\":{\"labels\":{\"cityhall.dev/department\":\"eve\"}}}"));
    return Stream.concat(bindings, others)
        .flatMap(f -> Stream.of(new Fault(f.apiVersion(), f.kind(), f.name(), null), f));
  }

  @ParameterizedTest
  @MethodSource("everyManagedObjectDeletedAndEdited")
  void isRepairedWithOneWrite(Fault fault) {
    var before = read(fault);
    var audit = PLANE.audit().fromNow();

    inflict(fault);

    Await.until(
        fault + " is repaired",
        () -> isSame(before, resource(fault).get()) && !writes(audit, fault).isEmpty(),
        () -> resource(fault).get());
    DEPARTMENTS.awaitReady("drift");
    quiesce();
    assertThat(writes(audit, fault)).as("%s", audit.writesOfOperator("drift")).hasSize(1);
    assertThat(audit.writesOfOperator("drift"))
        .filteredOn(r -> !r.isAcknowledgement() && !r.resource().endsWith("/status"))
        .filteredOn(r -> !r.resource().equals("events"))
        .filteredOn(r -> !r.resource().equals("departmentviews"))
        .hasSize(1);
  }

  @Test
  void aStolenNamespaceLabelIsPutBack() {
    var audit = PLANE.audit().fromNow();
    var spoilt =
        "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"privileged\"}}}";

    Change.merge(ADMIN.namespaces().withName(NAMESPACE), spoilt);

    Await.until(
        "the Pod Security level is back",
        () ->
            "baseline"
                .equals(
                    ADMIN
                        .namespaces()
                        .withName(NAMESPACE)
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get("pod-security.kubernetes.io/enforce")));
    quiesce();
    assertThat(audit.writesOfOperator("drift"))
        .filteredOn(r -> r.resource().equals("namespaces"))
        .hasSize(1);
  }

  @Test
  void foreignFieldsSurviveARepair() {
    var foreign =
        "{\"metadata\":{\"labels\":{\"team\":\"eve\",\"pod-security.kubernetes.io/warn\":\"privileged\"},\"annotations\":{\"note\":\"kept\"}}}";

    Change.merge(ADMIN.namespaces().withName(NAMESPACE), foreign);

    Await.until(
        "the warn level is back",
        () ->
            "restricted"
                .equals(
                    ADMIN
                        .namespaces()
                        .withName(NAMESPACE)
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get("pod-security.kubernetes.io/warn")));
    var metadata = ADMIN.namespaces().withName(NAMESPACE).get().getMetadata();
    assertThat(metadata.getLabels()).containsEntry("team", "eve");
    assertThat(metadata.getAnnotations()).containsEntry("note", "kept");
  }

  @Test
  void aForeignQuotaKeyIsTakenOutOfOurQuota() {
    var audit = PLANE.audit().fromNow();

    Change.merge(
        ADMIN.resourceQuotas().inNamespace(NAMESPACE).withName("cityhall"),
        "{\"spec\":{\"hard\":{\"secrets\":\"1\"}}}");

    Await.until(
        "the key is gone",
        () ->
            !audit.writesOfOperator("drift").isEmpty()
                && !ADMIN
                    .resourceQuotas()
                    .inNamespace(NAMESPACE)
                    .withName("cityhall")
                    .get()
                    .getSpec()
                    .getHard()
                    .containsKey("secrets"));
  }

  @Test
  void aBindingToAnotherRoleIsMadeAnew() {
    var bindings = ADMIN.rbac().roleBindings().inNamespace(NAMESPACE);
    var evil = bindings.withName("cityhall-viewer").get();
    evil.getRoleRef().setName("cityhall-tenant-owner");
    evil.getMetadata().setResourceVersion(null);
    evil.getMetadata().setUid(null);

    bindings.withName("cityhall-viewer").delete();
    try {
      bindings.resource(evil).create();
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("the repair was faster").isEqualTo(409);
    }

    Await.until(
        "the viewers have the viewers' role",
        () -> roleOf(bindings.withName("cityhall-viewer")).equals("cityhall-tenant-viewer"));
  }

  /** Read once: in the middle of the repair there is none. */
  private static String roleOf(Resource<RoleBinding> resource) {
    var binding = resource.get();
    return binding == null ? "" : binding.getRoleRef().getName();
  }

  private static void inflict(Fault fault) {
    if (fault.patch() != null) {
      Change.merge(resource(fault), fault.patch());
    } else if (fault.kind().equals("PersistentVolumeClaim")) {
      Change.withoutFinalizers(resource(fault));
      resource(fault).delete();
    } else {
      resource(fault).delete();
    }
  }

  /** A change of another department, seen through: by then all earlier events were worked on. */
  private static void quiesce() {
    var name = "quiet" + System.nanoTime() % 1_000_000_000;
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %s}
        spec: {displayName: 静局}
        """
            .formatted(name));
    DEPARTMENTS.awaitReason(name, "QuotaEnforced", "NoGrant");
    ADMIN.resources(DepartmentTenant.class).withName(name).delete();
  }

  private static Resource<GenericKubernetesResource> resource(Fault fault) {
    return ADMIN
        .genericKubernetesResources(fault.apiVersion(), fault.kind())
        .inNamespace(NAMESPACE)
        .withName(fault.name());
  }

  private static GenericKubernetesResource read(Fault fault) {
    return Await.present(
        fault.name() + " stands", () -> Optional.ofNullable(resource(fault).get()));
  }

  private static boolean isSame(HasMetadata before, HasMetadata now) {
    if (now == null || now.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    return before.getMetadata().getLabels().equals(now.getMetadata().getLabels())
        && content(before).equals(content(now));
  }

  /** All but metadata and status. */
  private static Map<String, Object> content(HasMetadata object) {
    var content = new TreeMap<>(((GenericKubernetesResource) object).getAdditionalProperties());
    content.remove("status");
    return content;
  }

  private static List<Request> writes(AuditLog audit, Fault fault) {
    return audit.writesOfOperator("drift").stream()
        .filter(r -> r.name().equals(fault.name()) && !r.isAcknowledgement())
        .filter(r -> r.resource().startsWith(fault.kind().toLowerCase(Locale.ROOT).substring(0, 6)))
        .toList();
  }
}
