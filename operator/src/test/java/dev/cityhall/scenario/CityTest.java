package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentView;
import dev.cityhall.measure.Amounts;
import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The 52 departments of Jinan move in; then whatever happens, nothing is written twice or lost. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CityTest {

  private static final Path JINAN = Path.of("..", "examples", "04-jinan");
  private static final int DEPARTMENTS_OF_JINAN = 52;

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void theCityMovesIn() throws IOException {
    plane = ControlPlane.start("city");
    admin = plane.admin();
    departments = new Departments(admin);
    operator = OperatorUnderTest.start(plane).awaitWorking();
    for (var file : files()) {
      departments.apply(Files.readString(file));
    }
    awaitAllReady();
    Await.until("every grant tells its use", CityTest::isUseTold);
    Await.until("every namespace has its view", CityTest::areViewsThere);
  }

  /** Figures of use and views come when the city has been set up. */
  private static boolean isUseTold() {
    var used = new TreeMap<String, Amounts>();
    for (var quota :
        admin.resourceQuotas().inAnyNamespace().withLabel(CityHall.DEPARTMENT).list().getItems()) {
      used.merge(
          quota.getMetadata().getLabels().get(CityHall.DEPARTMENT),
          Amounts.parse(quota.getStatus().getUsed()),
          Amounts::plus);
    }
    return admin.resources(DepartmentQuota.class).list().getItems().stream()
        .allMatch(grant -> isTold(grant, used.get(grant.getSpec().department())));
  }

  /** To within a hundredth. */
  private static boolean isTold(DepartmentQuota grant, Amounts used) {
    var told = Amounts.parse(grant.getStatus().used());
    var hard = Amounts.parse(grant.getSpec().hard());
    return told.keys().equals(hard.keys())
        && hard.keys().stream()
            .allMatch(
                key ->
                    Math.abs(told.orZero(key) - used.orZero(key)) * 100.0 < hard.orZero(key)
                        || told.orZero(key) == used.orZero(key));
  }

  private static boolean areViewsThere() {
    return admin.resources(DepartmentView.class).inAnyNamespace().list().getItems().size()
        == admin.namespaces().withLabel(CityHall.DEPARTMENT).list().getItems().size();
  }

  @AfterAll
  static void theCityIsTakenDown() {
    operator.close();
    plane.close();
  }

  @Test
  @Order(1)
  void allDepartmentsAreReadyWithEveryNamespaceTheyDeclared() {
    var tenants = tenants();

    assertThat(tenants).hasSize(DEPARTMENTS_OF_JINAN);
    assertThat(tenants)
        .allSatisfy(
            t -> {
              var declared =
                  1 + t.getSpec().systems().stream().mapToInt(s -> s.environments().size()).sum();
              assertThat(t.getStatus().summary()).isEqualTo(declared + "/" + declared);
            });
  }

  @Test
  @Order(2)
  void applyingTheSameAgainWritesNothing() throws IOException {
    var audit = plane.audit().fromNow();

    for (var file : files()) {
      departments.apply(Files.readString(file));
    }

    awaitSentinel("sentinelagain");
    assertThat(audit.writesOfOperator()).noneMatch(CityTest::isOfNeitherSentinelNorCity);
  }

  @Test
  @Order(3)
  void everyQuantitySpeltAnotherWayWritesNothingBelowTheGrant() throws IOException {
    var audit = plane.audit().fromNow();

    for (var file : files()) {
      departments.apply(Spelling.another(Files.readString(file)));
    }

    Await.until("every grant is observed as it is now spelt", CityTest::areGrantsObserved);
    awaitSentinel("sentinelspelt");
    assertThat(audit.writesOfOperator())
        .filteredOn(CityTest::isOfNeitherSentinelNorCity)
        .allMatch(r -> r.resource().equals("resourcequotas/status") && r.namespace().isEmpty())
        .as("each grant says that it saw its new generation; nothing else is written")
        .hasSize(DEPARTMENTS_OF_JINAN);
  }

  @Test
  @Order(4)
  void anOperatorThatStartsAnewWritesNothing() {
    operator.close();
    var audit = plane.audit().fromNow();

    operator = OperatorUnderTest.start(plane).awaitWorking();
    awaitSentinel("sentinelanew");

    assertThat(audit.writesOfOperator()).noneMatch(CityTest::isOfNeitherSentinelNorCity);
  }

  @Test
  @Order(5)
  void withTheOperatorKilledEverythingIsStillEnforced() {
    operator.kill();
    var finance = plane.user("finance-person", "finance-developers");
    var pods = finance.pods().inNamespace(aSystemOf("finance"));

    assertThat(created(finance, aSystemOf("finance"), false)).isEqualTo("created");
    assertThat(created(finance, aSystemOf("health"), false)).contains("forbidden");
    assertThat(created(admin, aSystemOf("finance"), true)).contains("violates PodSecurity");
    fill(aSystemOf("finance"));
    assertThat(created(finance, aSystemOf("finance"), false)).contains("exceeded quota: cityhall");
    pods.delete();

    operator = OperatorUnderTest.start(plane).awaitWorking();
  }

  @Test
  @Order(6)
  void theDefinitionsDeletedAndRestoredLoseNoNamespaceAndNoAccess() throws IOException {
    var namespaces = uidsOfNamespaces();
    var bindings = countBindings();
    var definitions =
        admin.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
            .filter(d -> d.getSpec().getGroup().equals(CityHall.GROUP))
            .toList();

    definitions.forEach(d -> admin.resource(d).delete());
    Await.until(
        "the definitions are gone",
        () -> definitions.stream().allMatch(d -> admin.resource(d).get() == null));
    assertThat(uidsOfNamespaces()).isEqualTo(namespaces);
    OperatorUnderTest.installDefinitions(admin);
    for (var file : files()) {
      departments.apply(Files.readString(file));
    }

    awaitAllReady();
    assertThat(uidsOfNamespaces()).isEqualTo(namespaces);
    assertThat(countBindings()).isEqualTo(bindings);
  }

  /** An event of a sentinel may be sent well after the sentinel was judged. */
  private static boolean isOfNeitherSentinelNorCity(AuditLog.Request request) {
    return !request.namespace().startsWith("sentinel")
        && !request.name().startsWith("sentinel")
        && !request.resource().equals("cities/status");
  }

  /** A new department is worked on after all that came before it. */
  private static void awaitSentinel(String name) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %s}
        spec: {displayName: 哨兵}
        """
            .formatted(name));
    departments.await(name, "is judged", t -> t.getStatus().conditions().size() > 0);
    admin.resources(DepartmentTenant.class).withName(name).delete();
  }

  private static void awaitAllReady() {
    Await.until(
        "all departments are ready",
        () -> tenants().stream().filter(CityTest::isReady).count() == DEPARTMENTS_OF_JINAN,
        () ->
            tenants().stream().filter(t -> !isReady(t)).map(DepartmentTenant::getStatus).toList());
  }

  private static boolean areGrantsObserved() {
    return admin.resources(DepartmentQuota.class).list().getItems().stream()
        .allMatch(g -> g.getMetadata().getGeneration().equals(g.getStatus().observedGeneration()));
  }

  private static boolean isReady(DepartmentTenant tenant) {
    return tenant.getStatus() != null
        && tenant.getMetadata().getGeneration().equals(tenant.getStatus().observedGeneration())
        && Departments.condition(tenant, "Ready").status().equals("True");
  }

  private static List<DepartmentTenant> tenants() {
    return admin.resources(DepartmentTenant.class).list().getItems();
  }

  private static String aSystemOf(String department) {
    var system = departments.tenant(department).getSpec().systems().get(0);
    return department + "-" + system.name() + "-" + system.environments().get(0).name();
  }

  /** Takes what is left of the pods that the quota allows. */
  private static void fill(String namespace) {
    for (var n = 0; n < 100 && created(admin, namespace, false).equals("created"); n++) {
      assertThat(n).isLessThan(99);
    }
  }

  private static String created(KubernetesClient as, String namespace, boolean privileged) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("p-")
            .endMetadata()
            .withNewSpec()
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName("c")
            .withImage("c")
            .withNewSecurityContext()
            .withPrivileged(privileged)
            .withAllowPrivilegeEscalation(privileged)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    try {
      as.pods().inNamespace(namespace).resource(pod).create();
      return "created";
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }

  private static Map<String, String> uidsOfNamespaces() {
    return admin.namespaces().withLabel(CityHall.DEPARTMENT).list().getItems().stream()
        .collect(
            Collectors.toMap(
                n -> n.getMetadata().getName(),
                n -> n.getMetadata().getUid(),
                (a, b) -> a,
                TreeMap::new));
  }

  private static int countBindings() {
    return admin
        .rbac()
        .roleBindings()
        .inAnyNamespace()
        .withLabel(CityHall.MANAGED_BY, CityHall.MANAGER)
        .list()
        .getItems()
        .size();
  }

  private static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (var folder : List.of(JINAN, JINAN.resolve("departments"))) {
      try (var found = Files.list(folder)) {
        found.filter(f -> f.toString().endsWith(".yaml")).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
