package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may set {@code adopt: true}, on a real API server. An editor may write DepartmentTenants, a
 * boss may adopt too. On a control plane of its own, without an operator that would make the 512
 * namespaces of the largest tenant.
 */
class AdoptionTest {

  private static final KubernetesClient ADMIN = BareCluster.admin();
  private static final String TENANTS = "/apis/cityhall.dev/v1alpha1/departmenttenants";
  private static final String DRY = "?dryRun=All";

  private static Attempts editor;
  private static Attempts boss;

  @BeforeAll
  static void prepare() {
    editor = Attempts.as("adoption-editor", ADMIN);
    boss = Attempts.as("adoption-boss", ADMIN);
    var role =
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName("adoption-editor")
            .endMetadata()
            .addNewRule()
            .withApiGroups("cityhall.dev")
            .withResources("departmenttenants")
            .withVerbs("create", "patch", "get")
            .endRule();
    ADMIN.resource(role.build()).create();
    bind("adoption-editor", "adoption-editor");
    bind("adoption-boss", "cityhall-platform-admin");
    Await.until("the boss may", () -> boss.send("POST", TENANTS, adopting("adopted")).isYes());
    Await.until(
        "the policy works",
        () -> editor.send("POST", TENANTS + DRY, adopting("x")).message().contains("adopt: true"));
  }

  @AfterAll
  static void cleanUp() {
    editor.close();
    boss.close();
  }

  @Test
  void anEditorDeclaresADepartmentWithoutAdoption() {
    var answer =
        editor.send(
            "POST",
            TENANTS + DRY,
            tenant("plain", "[{name: app, environments: [{name: prod, adopt: false}]}]"));

    assertThat(answer.message()).isEmpty();
  }

  @Test
  void anEditorIsRefusedAdoptionAndToldWhoMay() {
    var answer = editor.send("POST", TENANTS + DRY, adopting("plain"));

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .contains("department plain: adoption-editor sets adopt: true in system app")
        .contains("Let a holder of the ClusterRole cityhall-platform-admin apply this");
  }

  @Test
  void anEditorGoesOnEditingWhatIsAdoptedAlready() {
    var patch =
        "{spec: {displayName: 新名, systems: [{name: web, environments: [{name: prod}]},"
            + " {name: app, environments: [{name: test}, {name: prod, adopt: true}]}]}}";

    assertThat(patch(editor, patch).message()).isEmpty();
  }

  @Test
  void anEditorEndsAnAdoption() {
    var patch = "{spec: {systems: [{name: app, environments: [{name: prod}]}]}}";

    assertThat(patch(editor, patch).message()).isEmpty();
  }

  @Test
  void oneAdoptionIsNoLeaveForAnother() {
    var environment =
        "{spec: {systems: [{name: app, environments: [{name: prod, adopt: true},"
            + " {name: test, adopt: true}]}]}}";
    var system = "{spec: {systems: [{name: web, environments: [{name: prod, adopt: true}]}]}}";

    assertThat(patch(editor, environment).code()).isEqualTo(403);
    assertThat(patch(editor, system).code()).isEqualTo(403);
    assertThat(patch(boss, environment).message()).isEmpty();
  }

  @Test
  void theLargestTenantIsJudgedWithinTheBudgetOfTheServer() {
    var largest = tenant("adoptedlarge", largestSystems());

    assertThat(boss.send("POST", TENANTS + DRY, largest).message()).isEmpty();
    assertThat(editor.send("POST", TENANTS + DRY, largest).message())
        .contains("sets adopt: true in system");
    assertThat(boss.send("POST", TENANTS, largest).message()).isEmpty();
    var unrelated = "{spec: {displayName: 新名}}";
    assertThat(editor.send("PATCH", TENANTS + "/adoptedlarge", unrelated).message()).isEmpty();
  }

  private static Attempts.Answer patch(Attempts who, String patch) {
    return who.send("PATCH", TENANTS + "/adopted" + DRY, patch);
  }

  private static String adopting(String name) {
    return tenant(name, "[{name: app, environments: [{name: prod, adopt: true}]}]");
  }

  private static String tenant(String name, String systems) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %s}
    spec: {displayName: 收编局, systems: %s}
    """
        .formatted(name, systems);
  }

  /** 64 systems with the longest names, alike but for the end, of 8 environments each. */
  private static String largestSystems() {
    var environments =
        IntStream.range(0, 8)
            .mapToObj("{name: environm%d, adopt: true}"::formatted)
            .collect(Collectors.joining(", "));
    return IntStream.range(0, 64)
        .mapToObj(
            i -> "{name: %s%02d, environments: [%s]}".formatted("s".repeat(28), i, environments))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static void bind(String user, String role) {
    var binding =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(user)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
            .addNewSubject("rbac.authorization.k8s.io", "User", user, null);
    ADMIN.resource(binding.build()).create();
  }
}
