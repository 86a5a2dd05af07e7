package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentView;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.cli.CityHallCommand;
import dev.cityhall.cli.QuotaCommand;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import picocli.CommandLine;

/** Who waits for quota is said in the namespace, by the command, and in the metrics. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WaitingTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final Departments DEPARTMENTS = new Departments(PLANE.admin());
  private static final String NAMESPACE = "patient-tax-prod";

  private static OperatorUnderTest operator;

  @BeforeAll
  static void aReplicaSetIsRefusedPods() {
    operator = OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: patient-2026}
        spec:
          department: patient
          hard: {pods: 4, requests.cpu: "4"}
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: patient}
        spec:
          displayName: 等待局
          members:
          - {role: Viewer, kind: User, name: patient-viewer}
          systems:
          - {name: tax, displayName: 税, environments: [{name: prod}, {name: test}]}
        """);
    DEPARTMENTS.awaitReady("patient");
    DEPARTMENTS.apply(
        """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web, namespace: %s}
        spec:
          replicas: 5
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app, image: app, resources: {requests: {cpu: 250m}}}]}
        """
            .formatted(NAMESPACE));
  }

  @Test
  @Order(1)
  void theViewOfTheNamespaceNamesIt() {
    var status =
        Await.present("it is said", () -> view().filter(said -> said.waitingCount() != null));

    assertThat(status.waitingCount()).isEqualTo(1);
    var waiting = status.waiting().get(0);
    assertThat(waiting.what()).isEqualTo("ReplicaSet web");
    assertThat(waiting.pods()).isEqualTo(3);
    assertThat(waiting.each())
        .containsEntry("pods", new Quantity("1"))
        .containsEntry("requests.cpu", new Quantity("250m"));
    assertThat(waiting.since()).matches("20.*Z");
    assertThat(waiting.message())
        .startsWith("it waits for pods; the department has room elsewhere: ask the platform");
    assertThat(status.message())
        .contains("ReplicaSet web waits for quota since " + waiting.since());
  }

  @Test
  @Order(2)
  void theCommandAndTheMetricsSayTheSame() {
    PLANE.user("patient-viewer");
    var out = new StringWriter();
    var status =
        new CommandLine(new CityHallCommand())
            .addSubcommand(new QuotaCommand())
            .setOut(new PrintWriter(out, true))
            .execute(
                "quota",
                "explain",
                "--kubeconfig",
                PLANE.folder().resolve("users").resolve("patient-viewer.kubeconfig").toString(),
                "--department",
                "patient",
                "--namespace",
                NAMESPACE);

    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("Who waits for quota\n  patient-tax-prod: ReplicaSet web lacks 3 pods of ")
        .contains("    it waits for pods; the department has room elsewhere");
    assertThat(operator.probe("/metrics").orElseThrow())
        .contains("cityhall_department_waiting_workloads{department=\"patient\"} 1.0\n")
        .contains("cityhall_department_waiting_pods{department=\"patient\"} 3.0\n")
        .containsPattern(
            "cityhall_department_waiting_seconds\\{department=\"patient\"\\} [1-9][0-9]*\\.0\n");
  }

  @Test
  @Order(3)
  void whatIsMetIsTakenOffTheListByOneWrite() {
    var audit = PLANE.audit().fromNow();
    Change.scale(PLANE.admin().apps().replicaSets().inNamespace(NAMESPACE).withName("web"), 2);

    Await.until("nobody waits", () -> view().orElseThrow().waitingCount() == null);

    assertThat(view().orElseThrow().waiting()).isEmpty();
    assertThat(view().orElseThrow().message()).doesNotContain("waits");
    assertThat(
            audit.writesOfOperator().stream()
                .filter(write -> write.resource().equals("departmentviews"))
                .filter(write -> write.namespace().equals(NAMESPACE)))
        .hasSize(1);
  }

  private static Optional<DepartmentViewStatus> view() {
    return Optional.ofNullable(
            PLANE
                .admin()
                .resources(DepartmentView.class)
                .inNamespace(NAMESPACE)
                .withName("cityhall")
                .get())
        .map(DepartmentView::getStatus);
  }
}
