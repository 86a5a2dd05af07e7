package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.api.DepartmentView;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A department's people see its budget from inside their namespaces, and nobody writes it. */
class ViewTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final Departments DEPARTMENTS = new Departments(PLANE.admin());
  private static final String NAMESPACE = "viewed-tax-prod";

  private static final String VIEWED =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: %1$s-2026}
      spec:
        department: %1$s
        hard: {pods: 4, requests.cpu: "2"}
      ---
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: %1$s}
      spec:
        displayName: 视图局
        members:
        - {role: Owner, kind: User, name: %1$s-owner}
        - {role: Viewer, kind: User, name: %1$s-viewer}
        systems:
        - {name: tax, displayName: 税, environments: [{name: prod}, {name: test}]}
      """;

  @BeforeAll
  static void twoDepartmentsHaveTheirViews() {
    OperatorUnderTest.on(PLANE);
    for (var department : List.of("viewed", "stranger")) {
      DEPARTMENTS.apply(VIEWED.formatted(department));
      DEPARTMENTS.awaitReady(department);
    }
    for (var n = 0; n < 2; n++) {
      PLANE.admin().pods().inNamespace(NAMESPACE).resource(POD.build()).create();
    }
    Await.until(
        "the views are there",
        () ->
            view(PLANE.admin(), NAMESPACE) != null
                && view(PLANE.admin(), "stranger-tax-test") != null);
  }

  private static final PodBuilder POD =
      new PodBuilder()
          .withNewMetadata()
          .withGenerateName("p-")
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("c")
          .withImage("c")
          .withNewResources()
          .addToRequests("cpu", new Quantity("100m"))
          .endResources()
          .endContainer()
          .endSpec();

  @Test
  void aViewerOfTheDepartmentReadsUseBudgetAndWhatToDo() {
    var viewer = PLANE.user("viewed-viewer");

    var status = view(viewer, NAMESPACE).getStatus();

    assertThat(status.displayName()).isEqualTo("视图局");
    assertThat(status.summary().pods()).isEqualTo("2/2");
    assertThat(status.summary().cpu()).isEqualTo("0.2/1");
    assertThat(status.headroom()).containsEntry("pods", new Quantity("0"));
    assertThat(status.budget()).containsEntry("pods", new Quantity("4"));
    assertThat(status.budgetUsed()).containsEntry("pods", new Quantity("2"));
    assertThat(status.budgetUse()).isEqualTo("cpu 0.2/2, pods 2/4");
    assertThat(status.message())
        .startsWith(
            "this namespace is at its limit of pods; of pods the department has room elsewhere")
        .contains("ask the platform");
    assertThat(view(viewer, "viewed-tax-test").getStatus().message()).isEqualTo("there is room");
  }

  @Test
  void nobodyOfTheDepartmentWritesIt() {
    for (var user : List.of("viewed-viewer", "viewed-owner")) {
      var views = PLANE.user(user).resources(DepartmentView.class).inNamespace(NAMESPACE);

      assertThatThrownBy(
              () ->
                  views
                      .withName("cityhall")
                      .patch(
                          PatchContext.of(PatchType.JSON_MERGE),
                          "{\"status\":{\"message\":\"more\"}}"))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("cannot patch resource \"departmentviews\"");
      assertThatThrownBy(() -> views.withName("cityhall").delete())
          .hasMessageContaining("cannot delete resource \"departmentviews\"");
    }
  }

  @Test
  void anotherDepartmentsViewerDoesNotReadIt() {
    var stranger = PLANE.user("stranger-viewer");

    assertThat(view(stranger, "stranger-tax-prod")).isNotNull();
    assertThatThrownBy(() -> view(stranger, NAMESPACE))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("cannot get resource \"departmentviews\"");
  }

  @Test
  void eachNamespaceHasCostOneWrite() {
    var writes =
        PLANE.audit().writesOfOperator("stranger").stream()
            .filter(r -> r.resource().equals("departmentviews"))
            .toList();

    assertThat(writes).hasSize(3).allMatch(r -> r.verb().equals("create"));
  }

  private static DepartmentView view(KubernetesClient client, String namespace) {
    return client.resources(DepartmentView.class).inNamespace(namespace).withName("cityhall").get();
  }
}
