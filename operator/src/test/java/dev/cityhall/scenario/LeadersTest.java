package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.chart.Chart;
import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two replicas: one works, the other stands by and takes over. */
class LeadersTest {

  private static ControlPlane plane;
  private static Departments departments;

  @BeforeAll
  static void aControlPlaneOfItsOwn() {
    plane = ControlPlane.start("leaders");
    departments = new Departments(plane.admin());
  }

  @AfterAll
  static void end() {
    plane.close();
  }

  @Test
  void theSecondReplicaTakesOverAtOnceWhenTheFirstStopsAndAfterTheLeaseWhenItIsKilled() {
    try (var first = replica().awaitWorking();
        var second = replica()) {
      Await.until("the second stands by", () -> isStandingBy(second), second::log);
      movesIn("one");

      var stopped = Instant.now();
      first.stop();
      second.awaitWorking();
      assertThat(Duration.between(stopped, Instant.now()))
          .as("a released lease is not waited for")
          .isLessThan(Duration.ofSeconds(14));
      movesIn("two");

      try (var third = replica()) {
        Await.until("the third stands by", () -> isStandingBy(third), third::log);
        second.kill();
        third.awaitWorking();
        movesIn("three");
        assertThat(third.isAlive()).isTrue();
      }
    }
  }

  @Test
  void aReplicaThatStopsGivesTheLeaseUp() {
    try (var only = replica().awaitWorking()) {
      assertThat(leaseSeconds()).isEqualTo(15);

      only.stop();

      assertThat(leaseSeconds()).as("run out by the time another looks").isEqualTo(1);
    }
  }

  @Test
  void whileTheLeaderStandsStillTheOtherGivesRoomBackAndChangesNoLimit() {
    try (var leader = replica().awaitWorking();
        var other = replica()) {
      Await.until("the other stands by", () -> isStandingBy(other), other::log);
      var city = new ElasticCity(plane.admin(), "stalled");
      city.grant(4, "");
      city.systems("a");
      var pods = new ArrayDeque<String>();
      for (var i = 0; i < 4; i++) {
        pods.add(city.created("stalled-a-prod"));
      }
      leader.pause();
      try {
        var audit = plane.audit().fromNow();

        Await.until(
            "a recount of the other",
            () -> {
              city.free("stalled-a-prod", pods.remove());
              pods.add(city.created("stalled-a-prod"));
              return !audit.writesOfOperator("stalled").isEmpty();
            });

        assertThat(isStandingBy(other)).as("it does not lead").isTrue();
        assertThat(audit.writesOfOperator("stalled"))
            .extracting(AuditLog.Request::resource)
            .containsOnly("resourcequotas/status");
      } finally {
        leader.resume();
      }
    }
  }

  private static OperatorUnderTest replica() {
    return OperatorUnderTest.start(plane, "--leader-elect");
  }

  private static boolean isStandingBy(OperatorUnderTest replica) {
    return replica.probe("/readyz").filter("standing by"::equals).isPresent();
  }

  private static int leaseSeconds() {
    var lease =
        plane
            .admin()
            .resources(Lease.class)
            .inNamespace(Chart.NAMESPACE)
            .withName("cityhall-operator")
            .get();
    return lease.getSpec().getLeaseDurationSeconds();
  }

  private static void movesIn(String name) {
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %1$s}
        spec: {department: %1$s, hard: {pods: 3}}
        ---
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %1$s}
        spec: {displayName: 接班局, systems: [{name: a, environments: [{name: prod}]}]}
        """
            .formatted(name));
    departments.awaitReady(name);
  }
}
