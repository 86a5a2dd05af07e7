package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The use of a department stands on its grants, and is written seldom. */
class UseTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final Departments DEPARTMENTS = new Departments(PLANE.admin());

  private static OperatorUnderTest operator;

  @BeforeAll
  static void theOperatorWorks() {
    operator = OperatorUnderTest.on(PLANE);
  }

  @Test
  void theFirstFiguresComeWithTheGrantAndManyPodsAreOneWrite() {
    var audit = PLANE.audit().fromNow();
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: used-2026}
        spec:
          department: used
          hard: {pods: 20, requests.cpu: "2"}
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: used}
        spec:
          displayName: 使用局
          systems:
          - {name: a, displayName: 甲, environments: [{name: prod}]}
        """);
    DEPARTMENTS.awaitReady("used");
    var moved = writesOfGrant(audit);

    assertThat(grant().getStatus().summary().pods()).isEqualTo("0/20");
    assertThat(grant().getStatus().headroom()).containsEntry("pods", new Quantity("20"));

    for (var n = 0; n < 20; n++) {
      PLANE.admin().pods().inNamespace("used-a-prod").resource(POD).create();
    }
    Await.until("all use is told", () -> "20/20".equals(grant().getStatus().summary().pods()));

    assertThat(grant().getStatus().used())
        .containsEntry("pods", new Quantity("20"))
        .containsEntry("requests.cpu", new Quantity("200m"));
    assertThat(grant().getStatus().headroom()).containsEntry("pods", new Quantity("0"));
    assertThat(grant().getStatus().summary().cpu()).isEqualTo("0.2/2");
    assertThat(writesOfGrant(audit)).hasSize(moved.size() + 1);
    assertThat(operator.probe("/metrics").orElseThrow())
        .contains("cityhall_department_budget{department=\"used\",resource=\"cpu\"} 2.0\n")
        .contains("cityhall_department_used{department=\"used\",resource=\"cpu\"} 0.2\n")
        .contains("cityhall_department_headroom{department=\"used\",resource=\"pods\"} 0.0\n")
        .doesNotContain("{department=\"used\",resource=\"storage\"}");
  }

  private static List<AuditLog.Request> writesOfGrant(AuditLog audit) {
    return audit.writesOfOperator().stream()
        .filter(r -> r.name().equals("used-2026") && r.namespace().isEmpty())
        .toList();
  }

  private static DepartmentQuota grant() {
    return DEPARTMENTS.grant("used-2026");
  }

  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withGenerateName("p-")
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("c")
          .withImage("c")
          .withNewResources()
          .addToRequests("cpu", new Quantity("10m"))
          .endResources()
          .endContainer()
          .endSpec()
          .build();
}
