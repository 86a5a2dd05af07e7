package dev.cityhall.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.Condition;
import dev.cityhall.chart.Chart;
import dev.cityhall.cli.RunCommand.Settings;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Grants begin and end by the API server's clock: the operator's is an hour ahead here. */
class ValidityTest {

  private static final InstantSource AN_HOUR_AHEAD = () -> Instant.now().plus(Duration.ofHours(1));

  private static ControlPlane plane;
  private static AutoCloseable operator;

  @BeforeAll
  static void anOperatorWithAWrongClockWorks() throws InterruptedException {
    plane = ControlPlane.start("validity");
    OperatorUnderTest.install(plane.admin());
    var settings =
        new Settings(
            plane.serviceAccount(Chart.NAMESPACE, "cityhall-operator"),
            Chart.NAMESPACE,
            "cityhall-operator",
            false,
            "",
            8,
            4,
            "v1.36");
    var mapper = Clients.lenientMapper();
    var client = Clients.of(settings, mapper);
    var process =
        new OperatorProcess(client, mapper, settings, AN_HOUR_AHEAD, new Instruments(), () -> {});
    operator =
        () -> {
          process.close();
          client.close();
        };
    process.standBy();
    process.start();
  }

  @AfterAll
  static void close() throws Exception {
    operator.close();
    plane.close();
  }

  @Test
  void aGrantBeginsAndEndsByTheClockOfTheServer() {
    var departments = new Departments(plane.admin());
    var now = Instant.now();
    var soon = now.plusSeconds(20);
    departments.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: timely}
        spec: {displayName: 时效局}
        """
            + grant("begins-soon", "validFrom", soon)
            + grant("begins-later", "validFrom", now.plusSeconds(1800))
            + grant("ends-later", "validUntil", now.plusSeconds(1800)));

    departments.awaitGrant("ends-later", "Granted");
    departments.awaitGrant("begins-later", "NotYetValid");
    departments.awaitGrant("begins-soon", "NotYetValid");
    var begun = departments.awaitGrant("begins-soon", "Granted");

    assertThat(Instant.now()).isAfter(soon.minusSeconds(1));
    assertThat(begun.getStatus().conditions())
        .filteredOn(condition -> condition.type().equals("Granted"))
        .extracting(Condition::lastTransitionTime)
        .allSatisfy(
            at ->
                assertThat(Instant.parse(at))
                    .isBetween(now.minusSeconds(2), Instant.now().plusSeconds(2)));
  }

  private static String grant(String name, String bound, Instant at) {
    return """
    ---
    apiVersion: cityhall.dev/v1alpha1
    kind: ResourceQuota
    metadata: {name: %s}
    spec: {department: timely, hard: {pods: 1}, %s: "%s"}
    """
        .formatted(name, bound, at);
  }
}
