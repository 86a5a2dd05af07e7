package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every example does what its README says. */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples");

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void aControlPlaneOfItsOwn() {
    plane = ControlPlane.start("examples");
    admin = plane.admin();
    departments = new Departments(admin);
    operator = OperatorUnderTest.start(plane).awaitWorking();
  }

  @AfterAll
  static void end() {
    operator.close();
    plane.close();
  }

  @Test
  void everyFolderIsTheInputOfATest() throws IOException {
    try (var folders = Files.list(EXAMPLES)) {
      assertThat(folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "01-one-department", "02-quota-grant", "03-adopt-existing", "04-jinan", "05-elastic");
    }
  }

  @Test
  void oneDepartmentIsReadyWithItsFourNamespaces() throws IOException {
    apply("01-one-department");

    var tenant = departments.awaitReady("finance");

    assertThat(tenant.getStatus().summary()).isEqualTo("4/4");
    assertThat(hard("finance-budget-prod")).containsEntry("pods", "20");
  }

  @Test
  void twoGrantsAddUpAndTheSeasonalOneWaitsForItsTime() throws IOException {
    apply("02-quota-grant");

    var grants =
        admin.resources(DepartmentQuota.class).list().getItems().stream()
            .filter(g -> g.getSpec().validFrom() != null)
            .toList();

    assertThat(grants).hasSize(1);
    var seasonal = departments.awaitGrant(grants.get(0).getMetadata().getName(), "NotYetValid");
    assertThat(seasonal.getStatus().granted()).isEmpty();
    departments.awaitReady(seasonal.getSpec().department());
  }

  @Test
  void roomGoesWhereItIsWantedAndGuaranteeAndCeilingHold() throws IOException {
    apply("05-elastic");
    departments.awaitReady("health");

    departments.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: yearbook, namespace: health-reports-prod}
        spec:
          replicas: 30
          selector: {matchLabels: {app: yearbook}}
          template:
            metadata: {labels: {app: yearbook}}
            spec: {containers: [{name: pause, image: pause}]}
        """);

    Await.until(
        "all pods are there",
        () -> admin.pods().inNamespace("health-reports-prod").list().getItems().size() == 30,
        () -> hard("health-reports-prod"));
    assertThat(pods("health-booking-prod")).isGreaterThanOrEqualTo(20);
    assertThat(pods("health-booking-test")).isBetween(2, 10);
    assertThat(
            pods("health-reports-prod")
                + pods("health-booking-prod")
                + pods("health-booking-test")
                + pods("health"))
        .isLessThanOrEqualTo(60);
  }

  private static int pods(String namespace) {
    return Integer.parseInt(hard(namespace).getOrDefault("pods", "0"));
  }

  @Test
  void anExistingNamespaceIsTakenOverWithAllThatIsInIt() throws IOException {
    var namespace = "archives-catalog-prod";
    departments.apply(read("03-adopt-existing/00-existing.yaml"));
    var uid = admin.namespaces().withName(namespace).get().getMetadata().getUid();
    var contents = contents(namespace);

    apply("03-adopt-existing");

    departments.awaitReady("archives");
    assertThat(admin.namespaces().withName(namespace).get().getMetadata().getUid()).isEqualTo(uid);
    assertThat(contents(namespace)).isEqualTo(contents);
    assertThat(hard(namespace)).isNotEmpty();
  }

  /** What people put there, by kind and name with its version. */
  private static Set<String> contents(String namespace) {
    var configMaps = admin.configMaps().inNamespace(namespace).list().getItems().stream();
    var deployments = admin.apps().deployments().inNamespace(namespace).list().getItems().stream();
    return Stream.concat(
            configMaps.map(c -> "ConfigMap " + c.getMetadata().getName() + c.getData()),
            deployments.map(
                d -> "Deployment " + d.getMetadata().getName() + d.getMetadata().getGeneration()))
        .filter(text -> !text.contains("kube-root-ca"))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> hard(String namespace) {
    return admin
        .resourceQuotas()
        .inNamespace(namespace)
        .withName("cityhall")
        .get()
        .getStatus()
        .getHard()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString()));
  }

  private static void apply(String folder) throws IOException {
    for (var file : yaml(folder)) {
      departments.apply(Files.readString(file));
    }
  }

  private static List<Path> yaml(String folder) throws IOException {
    try (var files = Files.list(EXAMPLES.resolve(folder))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(EXAMPLES.resolve(file));
  }
}
