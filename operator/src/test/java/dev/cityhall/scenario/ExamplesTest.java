package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuota;
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

  @Test
  void anElasticBudgetIsHeldByTheQuotasOfItsNamespaces() throws IOException {
    apply("05-elastic");

    departments.awaitReady("transport");
    var pods =
        Stream.of(
                "transport",
                "transport-payment-prod",
                "transport-payment-test",
                "transport-archive-prod")
            .collect(
                Collectors.toMap(name -> name, name -> Integer.valueOf(hard(name).get("pods"))));
    assertThat(pods.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(120);
    assertThat(pods.get("transport-payment-prod")).isGreaterThanOrEqualTo(20);
    assertThat(pods.get("transport-payment-test")).isLessThanOrEqualTo(20);
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
