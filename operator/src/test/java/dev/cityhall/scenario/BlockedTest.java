package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other controllers than that of ReplicaSets are told of room too, and use it at once. */
class BlockedTest {

  private static final ControlPlane PLANE = ControlPlane.shared();

  private static final String STATEFUL_SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: blocked, namespace: %s}
      spec:
        replicas: 6
        serviceName: blocked
        podManagementPolicy: Parallel
        selector: {matchLabels: {app: blocked}}
        template: {metadata: {labels: {app: blocked}}, spec: {containers: [{name: app, image: app}]}}
      """;

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: blocked, namespace: %s}
      spec:
        parallelism: 6
        completions: 6
        template: {spec: {restartPolicy: Never, containers: [{name: app, image: app}]}}
      """;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @ParameterizedTest
  @CsvSource({"StatefulSet, blockedset, 11", "Job, blockedjob, 5"})
  void getsTheRoomThatAnotherGivesBackAndIsNudged(
      String kind, String department, int refusalsUntilTheNextTryIsFar) {
    var city = new ElasticCity(PLANE.admin(), department);
    city.grant(12, "");
    city.systems("a b");
    var blocked = department + "-a-prod";
    try (var ledger = city.ledger()) {
      city.deployment(department + "-b-prod", 10);
      city.awaitPods(department + "-b-prod", 10);
      new Departments(PLANE.admin())
          .apply((kind.equals("Job") ? JOB : STATEFUL_SET).formatted(blocked));
      city.awaitRefusals(blocked, refusalsUntilTheNextTryIsFar);
      var before = grantedAt(kind, blocked);

      city.scale(department + "-b-prod", 2);

      city.awaitPods(blocked, 6);
      assertThat(grantedAt(kind, blocked))
          .as("it was told to try again")
          .isNotNull()
          .isNotEqualTo(before);
      ledger.assertNeverMoreThan(12);
    }
  }

  private static String grantedAt(String kind, String namespace) {
    HasMetadata workload =
        kind.equals("Job")
            ? PLANE.admin().batch().v1().jobs().inNamespace(namespace).withName("blocked").get()
            : PLANE.admin().apps().statefulSets().inNamespace(namespace).withName("blocked").get();
    return workload.getMetadata().getAnnotations() == null
        ? null
        : workload.getMetadata().getAnnotations().get(CityHall.QUOTA_GRANTED_AT);
  }
}
