package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Access follows the proof that Pod Security works, on an API server that exempts two namespaces
 * from it by their names.
 */
class StandardProofTest {

  private static final String EXEMPTIONS =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AdmissionConfiguration
      plugins:
      - name: PodSecurity
        configuration:
          apiVersion: pod-security.admission.config.k8s.io/v1
          kind: PodSecurityConfiguration
          exemptions: {namespaces: [leaky-b-prod, adopter-b-prod]}
      """;

  private static ControlPlane plane;
  private static OperatorUnderTest operator;
  private static Departments departments;

  @BeforeAll
  static void theApiServerExemptsTwoNamespaces() throws IOException {
    var file = Path.of("target", "exemptions.yaml").toAbsolutePath();
    Files.writeString(file, EXEMPTIONS);
    plane = ControlPlane.start("exempt", "--admission-config", file.toString());
    operator = OperatorUnderTest.start(plane).awaitWorking();
    departments = new Departments(plane.admin());
  }

  @AfterAll
  static void stop() {
    operator.close();
    plane.close();
  }

  @Test
  void anExemptNamespaceGetsNoAccessAndItsSiblingsDo() {
    declare("leaky", "a b c", "");

    awaitNotEnforced("leaky-b-prod");

    assertThat(bindingsOfMembers("leaky-b-prod")).isEmpty();
    assertThat(bindingsOfMembers("leaky-a-prod")).isNotEmpty();
    assertThat(bindingsOfMembers("leaky-c-prod")).isNotEmpty();
  }

  @Test
  void oneTriedPodProvesAllNewNamespacesOfADepartment() {
    var audit = plane.audit().fromNow();

    declare("sound", "a b c d", "");
    departments.awaitReason("sound", "NamespacesReady", "Ready");

    assertThat(audit.requests(r -> isTriedPod(r) && r.isAbout("sound"))).hasSize(1);
  }

  @Test
  void anAdoptedNamespaceIsProvenByAPodOfItsOwn() {
    existing("adopter-a-prod");
    existing("adopter-b-prod");
    var audit = plane.audit().fromNow();

    declare("adopter", "a b c", ", adopt: true");
    awaitNotEnforced("adopter-b-prod");

    assertThat(audit.requests(r -> isTriedPod(r) && r.namespace().equals("adopter-a-prod")))
        .hasSize(1);
    assertThat(bindingsOfMembers("adopter-a-prod")).isNotEmpty();
    assertThat(bindingsOfMembers("adopter-b-prod")).isEmpty();
  }

  private static void declare(String department, String systems, String more) {
    var declared =
        Departments.systems(systems.split(" ", -1)).replace("name: prod", "name: prod" + more);
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %s}
        spec:
          displayName: 证明局
          members: [{role: Developer, kind: Group, name: developers}]
          systems: [%s]
        """
            .formatted(department, declared));
  }

  private static void existing(String name) {
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    plane.admin().resource(namespace).create();
  }

  private static void awaitNotEnforced(String namespace) {
    var department = namespace.substring(0, namespace.indexOf('-'));
    departments.await(
        department,
        "has one namespace without the standard and no other that waits",
        tenant ->
            tenant.getStatus().namespaces().stream()
                .filter(n -> n.phase() != Phase.READY)
                .map(NamespaceStatus::name)
                .toList()
                .equals(List.of(namespace)));
    var status =
        departments.tenant(department).getStatus().namespaces().stream()
            .filter(n -> n.name().equals(namespace))
            .findFirst()
            .orElseThrow();
    assertThat(status.reason()).isEqualTo("StandardNotEnforced");
    assertThat(status.message())
        .contains(namespace, "should have been refused by Pod Security", "does not exempt");
  }

  private static boolean isTriedPod(Request request) {
    return request.user().equals(OperatorUnderTest.USER)
        && request.dryRun()
        && request.resource().equals("pods");
  }

  private static List<String> bindingsOfMembers(String namespace) {
    return plane.admin().rbac().roleBindings().inNamespace(namespace).list().getItems().stream()
        .filter(
            binding -> binding.getSubjects().stream().anyMatch(s -> s.getKind().equals("Group")))
        .map(binding -> binding.getMetadata().getName())
        .toList();
  }
}
