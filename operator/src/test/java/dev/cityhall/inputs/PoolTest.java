package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.City;
import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** More is asked of the city's pool than it has, and who is not of the city asks. One story. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoolTest {

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void aCityOfTenPods() {
    plane = ControlPlane.start("inputs");
    admin = plane.admin();
    departments = new Departments(admin);
    operator = OperatorUnderTest.start(plane).awaitWorking();
    city("pool: {pods: 10}");
    tenant("first");
    grant("first", "pods: 6");
    departments.awaitGrant("first-2026", "Granted");
    departments.awaitReady("first");
  }

  @AfterAll
  static void theCityIsTakenDown() {
    operator.close();
    plane.close();
  }

  @Test
  @Order(1)
  void aGrantBeyondThePoolSaysByHowMuchAndNothingOfItArrives() {
    tenant("second");
    grant("second", "pods: 6");

    var refused = departments.awaitGrant("second-2026", "PoolExhausted");

    assertThat(message(refused))
        .contains("the city's pool has no room for this grant")
        .contains("asked pods=6, short by pods=2; in force is nothing")
        .contains("Enlarge spec.pool of City/city, lower this grant, or end another");
    assertThat(refused.getStatus().granted()).isEmpty();
    var tenant = departments.awaitReason("second", "QuotaEnforced", "NoGrant");
    assertThat(Departments.condition(tenant, "Ready").status()).isEqualTo("False");
    assertThat(Budget.bounds(admin, "second", "pods")).isZero();
    assertThat(granted("first")).as("the grant before").isEqualTo("6");
    assertThat(Budget.bounds(admin, "first", "pods")).isEqualByComparingTo("6");
  }

  @Test
  @Order(2)
  void theGrantIsServedAsSoonAsThePoolGrows() {
    city("pool: {pods: 12}");

    departments.awaitGrant("second-2026", "Granted");

    departments.awaitReady("second");
    awaitPods("second", 6);
    assertThat(Budget.bounds(admin, "first", "pods")).isEqualByComparingTo("6");
  }

  @Test
  @Order(3)
  void aRaiseBeyondThePoolKeepsWhatWasInForce() {
    grant("first", "pods: 8");

    var refused = departments.awaitGrant("first-2026", "PoolExhausted");

    assertThat(message(refused)).contains("asked pods=8, short by pods=2; in force is pods=6");
    assertThat(granted("first")).isEqualTo("6");
    assertThat(Budget.bounds(admin, "first", "pods")).isEqualByComparingTo("6");
    assertThat(departments.awaitReady("first").getStatus().summary()).isEqualTo("3/3");
    grant("first", "pods: 6");
    departments.awaitGrant("first-2026", "Granted");
  }

  @Test
  @Order(4)
  void aPoolThatShrinksTakesNothingAwayAndTheCitySaysSo() {
    city("pool: {pods: 11}");

    Await.until(
        "the city complains",
        () -> cityCondition().filter(c -> c.status().equals("False")).isPresent(),
        () -> admin.resources(City.class).withName("city").get().getStatus());
    assertThat(cityCondition().orElseThrow().message())
        .contains("grants in force exceed the pool by pods=1", "they stay in force")
        .contains("Enlarge spec.pool, or lower grants");
    assertThat(Budget.bounds(admin, "first", "pods")).isEqualByComparingTo("6");
    assertThat(Budget.bounds(admin, "second", "pods")).isEqualByComparingTo("6");
  }

  @Test
  @Order(5)
  void overcommitCountsUnderEitherNameOfAnAmount() {
    city("pool: {pods: 12, cpu: 10}\n  overcommitPercent: {cpu: 150}");
    tenant("third");

    grant("third", "requests.cpu: 16");
    var refused = departments.awaitGrant("third-2026", "PoolExhausted");
    assertThat(message(refused)).contains("asked requests.cpu=16, short by requests.cpu=1");
    grant("third", "requests.cpu: 15");

    departments.awaitGrant("third-2026", "Granted");
  }

  @Test
  @Order(6)
  void aDepartmentThatIsNotOnTheRosterGetsNothing() {
    city("roster: [{department: first}, {department: second}, {department: third}]");
    tenant("stranger");

    var tenant = departments.awaitReason("stranger", "Ready", "NotOnRoster");

    assertThat(Departments.condition(tenant, "Accepted").message())
        .contains("department stranger is not on the roster of City/city")
        .contains("add it to spec.roster, or correct the name");
    assertThat(tenant.getStatus().namespaces()).isEmpty();
    assertThat(namespaces("stranger")).isEmpty();

    city(
        "roster: [{department: first}, {department: second}, {department: third}, {department:"
            + " stranger}]");
    grant("stranger", "pods: 1");
    departments.awaitReady("stranger");
  }

  @Test
  @Order(7)
  void aDepartmentThatLeavesTheRosterKeepsWhatItHas() {
    var before = namespaces("second");

    city("roster: [{department: first}, {department: third}, {department: stranger}]");

    departments.awaitReason("second", "Ready", "NotOnRoster");
    assertThat(namespaces("second")).isEqualTo(before).hasSize(3);
    assertThat(Budget.bounds(admin, "second", "pods")).isEqualByComparingTo("6");
    assertThat(
            admin
                .rbac()
                .roleBindings()
                .inNamespace("second-tax-prod")
                .withName("cityhall-developer")
                .get())
        .isNotNull();
  }

  private static void city(String what) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: City
        metadata: {name: city}
        spec:
          displayName: 济南市
          %s
        """
            .formatted(what));
  }

  private static void tenant(String department) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %1$s}
        spec:
          displayName: 核准局
          members: [{role: Developer, kind: Group, name: %1$s-developers}]
          systems: [{name: tax, environments: [{name: prod}, {name: test}]}]
        """
            .formatted(department));
  }

  private static void grant(String department, String hard) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %1$s-2026}
        spec: {department: %1$s, hard: {%2$s}}
        """
            .formatted(department, hard));
  }

  private static void awaitPods(String department, int pods) {
    Await.until(
        department + " has pods=" + pods,
        () -> Budget.hard(admin, department, "pods").intValueExact() == pods,
        () -> Budget.hard(admin, department, "pods"));
  }

  private static String granted(String department) {
    return departments.grant(department + "-2026").getStatus().granted().get("pods").toString();
  }

  private static List<String> namespaces(String department) {
    return admin
        .namespaces()
        .withLabel("cityhall.dev/department", department)
        .list()
        .getItems()
        .stream()
        .map(namespace -> namespace.getMetadata().getUid())
        .toList();
  }

  private static Optional<Condition> cityCondition() {
    return admin.resources(City.class).withName("city").get().getStatus().conditions().stream()
        .filter(condition -> condition.type().equals("PoolSuffices"))
        .findFirst();
  }

  private static String message(DepartmentQuota grant) {
    return grant.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals("Granted"))
        .map(Condition::message)
        .findFirst()
        .orElseThrow();
  }
}
