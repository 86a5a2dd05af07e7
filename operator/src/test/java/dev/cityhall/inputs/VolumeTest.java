package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Volumes of classes that were not granted, too large ones, and ones that shall shrink. */
class VolumeTest {

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
  void aVolumeOfAClassThatWasNotGrantedIsNotMadeAndAllElseIs() {
    DEPARTMENTS.apply(GRANT.formatted("noclass"));
    declares("noclass", VOLUME.formatted("inputs-gold", "1Gi"));

    var tenant = DEPARTMENTS.awaitReason("noclass", "Ready", "ClassNotGranted");
    Await.until(
        "all else is ready",
        () -> "3/3".equals(DEPARTMENTS.tenant("noclass").getStatus().summary()));

    assertThat(Departments.condition(tenant, "Accepted").message())
        .contains("volume files asks for storage class inputs-gold")
        .contains("granted are [inputs-fast]")
        .contains("add it to spec.storage.classes or choose another");
    assertThat(claims("noclass-tax-prod")).isEmpty();
  }

  /** Also where the grant was there first, so that it was judged before there was a department. */
  @Test
  void aVolumeThatFitsIsMadeWithoutAWordOfTrouble() {
    DEPARTMENTS.apply(GRANT.formatted("fitting"));
    DEPARTMENTS.awaitGrant("fitting-2026", "UnknownDepartment");

    declares("fitting", VOLUME.formatted("inputs-fast", "10Gi"));

    DEPARTMENTS.awaitReady("fitting");
    assertThat(claims("fitting-tax-prod")).containsExactly("files");
    assertThat(ADMIN.v1().events().inNamespace("fitting-tax-prod").list().getItems())
        .extracting(Event::getReason)
        .doesNotContain("VolumeRefused");
  }

  @Test
  void aVolumeBeyondTheQuotaIsRefusedWithItsSizeAndAllElseIsMade() {
    DEPARTMENTS.apply(GRANT.formatted("bigvolume"));
    declares("bigvolume", VOLUME.formatted("inputs-fast", "11Gi"));

    DEPARTMENTS.awaitReason("bigvolume", "Ready", "VolumeRefused");
    Await.until(
        "all else is ready",
        () -> "2/3".equals(DEPARTMENTS.tenant("bigvolume").getStatus().summary()));

    assertThat(troubleOf("bigvolume-tax-prod").message())
        .contains("volume bigvolume-tax-prod/files (11Gi of class inputs-fast) was refused")
        .contains("exceeded quota: cityhall")
        .contains("requested: ", "requests.storage=11Gi", "limited: ", "requests.storage=10Gi")
        .contains("Grant more storage, or give the namespace more of it");
    assertThat(claims("bigvolume-tax-prod")).isEmpty();
    assertThat(Budget.bounds(ADMIN, "bigvolume", "requests.storage"))
        .isLessThanOrEqualTo(BigDecimal.valueOf(10L << 30));

    declares("bigvolume", VOLUME.formatted("inputs-fast", "2Gi"));
    DEPARTMENTS.awaitReady("bigvolume");
    assertThat(claims("bigvolume-tax-prod")).containsExactly("files");
  }

  @Test
  void aVolumeNeverShrinks() {
    DEPARTMENTS.apply(GRANT.formatted("shrinking"));
    declares("shrinking", VOLUME.formatted("inputs-fast", "2Gi"));
    DEPARTMENTS.awaitReady("shrinking");

    declares("shrinking", VOLUME.formatted("inputs-fast", "1Gi"));

    DEPARTMENTS.awaitReason("shrinking", "Ready", "VolumeRefused");
    assertThat(troubleOf("shrinking-tax-prod").message())
        .contains("volume shrinking-tax-prod/files (1Gi of class inputs-fast) was refused");
    assertThat(sizeOf("shrinking-tax-prod")).isEqualTo("2Gi");
    declares("shrinking", VOLUME.formatted("inputs-fast", "2Gi"));
    DEPARTMENTS.awaitReady("shrinking");
  }

  @Test
  void troubleIsToldByEventsInTheNamespaceAndOnTheDepartment() {
    DEPARTMENTS.apply(GRANT.formatted("eventful"));
    declares("eventful", VOLUME.formatted("inputs-fast", "11Gi"));
    DEPARTMENTS.awaitReason("eventful", "Ready", "VolumeRefused");

    Await.until("the namespace is told", () -> isTold("eventful-tax-prod", "eventful-tax-prod"));
    Await.until("the department is told", () -> isTold("default", "eventful"));
  }

  private static boolean isTold(String namespace, String about) {
    return ADMIN.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(about))
        .filter(event -> "VolumeRefused".equals(event.getReason()))
        .map(Event::getMessage)
        .anyMatch(message -> message.contains("files (11Gi of class inputs-fast) was refused"));
  }

  private static void declares(String department, String what) {
    DEPARTMENTS.apply(TENANT.formatted(department, what));
  }

  private static NamespaceStatus troubleOf(String namespace) {
    var department = namespace.substring(0, namespace.indexOf('-'));
    return Departments.namespace(DEPARTMENTS.tenant(department), namespace);
  }

  private static List<String> claims(String namespace) {
    return ADMIN.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
        .map(claim -> claim.getMetadata().getName())
        .toList();
  }

  private static String sizeOf(String namespace) {
    return ADMIN
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName("files")
        .get()
        .getSpec()
        .getResources()
        .getRequests()
        .get("storage")
        .toString();
  }
}
