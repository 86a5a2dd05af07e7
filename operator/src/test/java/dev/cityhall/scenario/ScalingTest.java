package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an autoscaler has room below its ceiling, its next step is not refused. */
class ScalingTest {

  private static final ControlPlane PLANE = ControlPlane.shared();

  /** Without weight a namespace gets no headroom: only what it needs. */
  private static final String NO_HEADROOM =
      "shares: [{system: a, weight: 0}, {system: b, weight: 0}]";

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void theNextStepOfAnAutoscalerIsNotRefusedAndOneAtItsCeilingKeepsNothing() {
    var city = new ElasticCity(PLANE.admin(), "scaling");
    city.grant(40, NO_HEADROOM);
    city.systems("a b c");
    try (var ledger = city.ledger()) {
      city.deployment("scaling-a-prod", 3);
      city.deployment("scaling-b-prod", 3);
      city.awaitPods("scaling-a-prod", 3);
      city.awaitPods("scaling-b-prod", 3);
      // Both are read at once, the one at its ceiling first.
      autoscaler("scaling-b-prod", 3);
      autoscaler("scaling-a-prod", 10);

      awaitHard(city, "scaling-a-prod", 3 + 1 + 4);
      assertThat(city.hard("scaling-b-prod")).as("at its ceiling").isEqualTo(3 + 1);

      var refusals = city.refusals("scaling-a-prod");
      city.scale("scaling-a-prod", 7);
      city.awaitPods("scaling-a-prod", 7);
      assertThat(city.refusals("scaling-a-prod")).isEqualTo(refusals);
      awaitHard(city, "scaling-a-prod", 7 + 1 + 3);
      ledger.assertNeverMoreThan(40);
    }
  }

  @Test
  void whatIsKeptForAStepGoesToWhoIsRefused() {
    var city = new ElasticCity(PLANE.admin(), "yielding");
    city.grant(20, NO_HEADROOM);
    city.systems("a b");
    try (var ledger = city.ledger()) {
      city.deployment("yielding-a-prod", 3);
      city.awaitPods("yielding-a-prod", 3);
      autoscaler("yielding-a-prod", 10);
      awaitHard(city, "yielding-a-prod", 3 + 1 + 4);

      city.deployment("yielding-b-prod", 16);

      city.awaitPods("yielding-b-prod", 16);
      ledger.assertNeverMoreThan(20);
    }
  }

  private static void awaitHard(ElasticCity city, String namespace, long hard) {
    Await.until(
        "room for %d pods in %s".formatted(hard, namespace),
        () -> city.hard(namespace) == hard,
        () -> city.hard(namespace));
  }

  private static void autoscaler(String namespace, int most) {
    new Departments(PLANE.admin())
        .apply(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: %s}
            spec:
              maxReplicas: %d
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
            """
                .formatted(namespace, most));
  }
}
