package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.cityhall.cli.CityHallCommand;
import dev.cityhall.cli.QuotaCommand;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code cityhall quota explain} by its command line, with the rights that people have. */
class QuotaExplainTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final Departments DEPARTMENTS = new Departments(PLANE.admin());

  private static final String EXPLAINED =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: explained-2026}
      spec:
        department: explained
        hard: {pods: 4, requests.cpu: "2"}
      ---
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: explained}
      spec:
        displayName: 说明局
        members:
        - {role: Auditor, kind: User, name: explained-auditor}
        systems:
        - {name: tax, displayName: 税, environments: [{name: prod}, {name: test}]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: explained-platform-viewer}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cityhall-platform-viewer}
      subjects:
      - {apiGroup: rbac.authorization.k8s.io, kind: User, name: explained-viewer}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void aDepartmentIsAtALimit() {
    OperatorUnderTest.on(PLANE);
    DEPARTMENTS.apply(EXPLAINED);
    DEPARTMENTS.awaitReady("explained");
    for (var n = 0; n < 2; n++) {
      PLANE.admin().pods().inNamespace("explained-tax-prod").resource(POD.build()).create();
    }
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
  void aPlatformViewerIsToldWhoIsAtTheLimitAndWhatToDo() {
    var status = explain(kubeconfigOf("explained-viewer"), "--department", "explained");

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("Department explained (说明局)")
        .contains("explained-2026: in force: pods=4, requests.cpu=2")
        .containsPattern("pods +4 +2 +2 +4\n")
        .contains("What is handed out to the namespaces is within the budget for every key.")
        .contains(
            "explained-tax-prod is at its limit of pods, 2 of 2:",
            "    the department has 2 left elsewhere: give this namespace more of it in grant"
                + " explained-2026");
  }

  @Test
  void programsGetTheSameAsJson() throws JsonProcessingException {
    explain(kubeconfigOf("explained-viewer"), "--department", "explained", "--output", "json");

    var told = new ObjectMapper().readTree(out.toString());
    assertThat(told.at("/budget/pods").asText()).isEqualTo("4");
    assertThat(told.at("/used/requests.cpu").asText()).isEqualTo("200m");
    assertThat(told.at("/atLimit/0/namespace").asText()).isEqualTo("explained-tax-prod");
    assertThat(told.at("/leader/epoch").isIntegralNumber()).isTrue();
  }

  @Test
  void anAuditorOfTheDepartmentIsToldOfANamespace() {
    var auditor = kubeconfigOf("explained-auditor");

    assertThat(explain(auditor, "--department", "explained", "--namespace", "explained-tax-prod"))
        .isZero();
    assertThat(out.toString())
        .contains("no right to read resourcequotas.cityhall.dev")
        .contains("explained-tax-prod is at its limit of pods, 2 of 2:");
  }

  @Test
  void anAuditorWhoNamesNoNamespaceIsToldWhichRightLacks() {
    assertThat(explain(kubeconfigOf("explained-auditor"), "--department", "explained"))
        .isEqualTo(1);
    assertThat(err.toString())
        .startsWith("cityhall: error: you have no right to read departmenttenants.cityhall.dev")
        .contains("cityhall-platform-viewer")
        .contains("--namespace");
  }

  @Test
  void whoHasNoRightsIsToldToAsk() {
    var stranger = kubeconfigOf("explained-stranger");

    assertThat(explain(stranger, "--department", "explained", "--namespace", "explained-tax-prod"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "you have no right to read resourcequotas of explained-tax-prod in the cluster at")
        .contains("Auditor or Viewer");
  }

  @Test
  void anUnknownDepartmentAndANamespaceOfAnotherAreSaidWithWhatThereIs() {
    var viewer = kubeconfigOf("explained-viewer");

    assertThat(explain(viewer, "--department", "explaind")).isEqualTo(1);
    assertThat(explain(viewer, "--department", "explained", "--namespace", "default")).isEqualTo(1);
    assertThat(err.toString())
        .contains("there is no department explaind")
        .containsPattern("correct --department: .*explained")
        .contains(
            "namespace default has no quota of department explained; its namespaces are:"
                + " explained, explained-tax-prod, explained-tax-test");
  }

  @Test
  void aClusterThatDoesNotAnswerIsNamed(@TempDir Path folder) throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(explain(kubeconfig(folder, port), "--department", "explained")).isEqualTo(1);
    assertThat(err.toString())
        .contains("the cluster at http://127.0.0.1:" + port)
        .contains("gives no answer (")
        .contains("check that it runs");
  }

  @Test
  void aClusterWithoutTheDefinitionsIsToldToInstallTheChart(@TempDir Path folder)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      var kubeconfig = kubeconfig(folder, server.getAddress().getPort());

      assertThat(explain(kubeconfig, "--department", "explained")).isEqualTo(1);
    } finally {
      server.stop(0);
    }
    assertThat(err.toString())
        .contains("has no resource departmenttenants.cityhall.dev")
        .contains("install the chart");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThat(explain(Path.of("/nonexistent"), "--department", "explained")).isEqualTo(1);
    assertThat(err.toString()).contains("--kubeconfig /nonexistent cannot be read");
  }

  private static Path kubeconfig(Path folder, int port) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {}}]
        """
            .formatted(port));
  }

  private static Path kubeconfigOf(String user) {
    PLANE.user(user);
    return PLANE.folder().resolve("users").resolve(user + ".kubeconfig");
  }

  private int explain(Path kubeconfig, String... arguments) {
    var line = new ArrayList<>(List.of("quota", "explain", "--kubeconfig", kubeconfig.toString()));
    line.addAll(List.of(arguments));
    return new CommandLine(new CityHallCommand())
        .addSubcommand(new QuotaCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line.toArray(new String[0]));
  }
}
