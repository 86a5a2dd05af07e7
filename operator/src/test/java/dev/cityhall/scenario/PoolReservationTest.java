package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.City;
import dev.cityhall.api.CityStatus.Reservation;
import dev.cityhall.api.CityStatus.Reservations;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Room of the pool is reserved before it is granted, so that two processes that both take
 * themselves for the leader do not give it out twice. The test is the second process. One story.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoolReservationTest {

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void aCityOfTenPods() {
    plane = ControlPlane.start("reservations");
    admin = plane.admin();
    departments = new Departments(admin);
    operator = OperatorUnderTest.start(plane).awaitWorking();
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: City
        metadata: {name: city}
        spec: {displayName: 试验市, pool: {pods: 10}}
        """);
    departments.declare("north", "北区", "app");
    departments.declare("south", "南区", "app");
  }

  @AfterAll
  static void end() {
    operator.close();
    plane.close();
  }

  @Test
  @Order(1)
  void aRaiseIsReservedInTheCity() {
    grant("north", "north", 4, "");

    departments.awaitGrant("north", "Granted");

    assertThat(reservations().turn()).isPositive();
    assertThat(reservations().grants())
        .filteredOn(reservation -> reservation.name().equals("north"))
        .singleElement()
        .satisfies(r -> assertThat(r.granted().get("pods").toString()).isEqualTo("4"))
        .satisfies(r -> assertThat(r.version()).isNotEqualTo(version("north")));
  }

  @Test
  @Order(2)
  void whatAnotherProcessReservedIsNotGivenOut() {
    grant("later", "south", 5, ", validFrom: '2199-01-01T00:00:00Z'");
    departments.awaitGrant("later", "NotYetValid");
    reserveAsAnother("later", 5);

    grant("south", "south", 3, "");

    var waiting = departments.awaitGrant("south", "PoolExhausted");
    assertThat(waiting.getStatus().granted()).isEmpty();
    assertThat(waiting.getStatus().conditions())
        .anySatisfy(c -> assertThat(c.message()).contains("asked pods=3, short by pods=2"));
  }

  @Test
  @Order(3)
  void onceItsGrantHasAnotherVersionTheReservationCountsNoMore() {
    Change.annotate(admin.resource(departments.grant("later")), "example.com/touched", "yes");

    departments.awaitGrant("south", "Granted");

    assertThat(reservations().grants()).extracting(Reservation::name).doesNotContain("later");
  }

  @Test
  @Order(4)
  void theFirstCutOfAProcessTellsTheOthersToReadAnew() {
    var before = reservations().turn();
    operator.stop();
    operator = OperatorUnderTest.start(plane).awaitWorking();

    grant("north", "north", 2, "");
    departments.awaitGrant("north", "Granted");

    assertThat(departments.grant("north").getStatus().granted().get("pods").toString())
        .isEqualTo("2");
    assertThat(reservations().turn()).isEqualTo(before + 1);
  }

  private static void grant(String name, String department, int pods, String more) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %s}
        spec: {department: %s, hard: {pods: %d}%s}
        """
            .formatted(name, department, pods, more));
  }

  private static void reserveAsAnother(String grant, int pods) {
    Change.mergeStatus(
        admin.resources(City.class).withName("city"),
        """
        {"status": {"reservations": {"turn": %d, "grants": [
          {"name": "%s", "version": "%s", "granted": {"pods": "%d"}}]}}}
        """
            .formatted(reservations().turn() + 1, grant, version(grant), pods));
  }

  private static Reservations reservations() {
    var city = admin.resources(City.class).withName("city").get();
    return Objects.requireNonNull(city.getStatus().reservations());
  }

  private static String version(String grant) {
    return departments.grant(grant).getMetadata().getResourceVersion();
  }
}
