package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Somebody with every right writes a use that is too low, and the API server lets more pods in than
 * the budget allows.
 */
class BreachTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);
  private static final ElasticCity CITY = new ElasticCity(ADMIN, "breached");
  private static final String NAMESPACE = "breached-a-prod";

  private static OperatorUnderTest operator;

  @BeforeAll
  static void aFullBudget() {
    operator = OperatorUnderTest.on(PLANE);
    grant(3, 1);
    CITY.systems("a b");
    for (var n = 0; n < 6; n++) {
      CITY.created(NAMESPACE);
    }
    CITY.created("breached-b-prod");
    CITY.created("breached-b-prod");
    Await.until(
        "the operator has counted them",
        () ->
            Quantity.parse("8")
                .equals(DEPARTMENTS.grant("breached").getStatus().used().get("pods")),
        () -> DEPARTMENTS.grant("breached").getStatus());
  }

  private static void grant(int weightOfA, int weightOfB) {
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: breached}
        spec:
          department: breached
          hard: {pods: 8, services: 40}
          distribution: {shares: [{system: a, weight: %d}, {system: b, weight: %d}]}
        """
            .formatted(weightOfA, weightOfB));
  }

  @Test
  void isToldWithThePodsAndStopsEveryRaiseUntilThePodsFitAgain() {
    assertThat(services(NAMESPACE)).isEqualTo("30");
    var tooMany = letTwoMoreIn();

    var told = Await.present("the breach is told", BreachTest::told);
    assertThat(told.getType()).isEqualTo("Warning");
    assertThat(told.getMessage())
        .startsWith("department breached has more pods than its budget of pods=8, services=40")
        .contains("allows, by pods=2. Nothing was cut")
        .contains(tooMany.stream().map(pod -> NAMESPACE + "/" + pod).toList())
        .contains("Delete some of them");

    grant(1, 3);
    Await.until("the one is lowered", () -> services(NAMESPACE).equals("10"));
    CITY.free(NAMESPACE, tooMany.get(0));
    Await.until("one pod less is counted", () -> used(NAMESPACE).equals("7"), BreachTest::quota);
    assertThat(services("breached-b-prod")).as("the other is not raised").isEqualTo("10");

    CITY.free(NAMESPACE, tooMany.get(1));

    Await.until(
        "the other is raised",
        () -> services("breached-b-prod").equals("30"),
        () -> operator.log().lines().filter(line -> line.contains("breached")).toList());
  }

  /** By a use that somebody lowers while the operator stands still. */
  private static List<String> letTwoMoreIn() {
    var pods = new ArrayList<String>();
    operator.pause();
    try {
      ADMIN
          .resource(quota())
          .editStatus(
              quota ->
                  new ResourceQuotaBuilder(quota)
                      .editStatus()
                      .addToUsed("pods", new Quantity("4"))
                      .endStatus()
                      .build());
      for (var n = 0; n < 2; n++) {
        var answer = CITY.occupy(NAMESPACE);
        assertThat(answer).startsWith("created ");
        pods.add(answer.substring("created ".length()));
      }
    } finally {
      operator.resume();
    }
    return pods;
  }

  private static Optional<Event> told() {
    return ADMIN
        .v1()
        .events()
        .inAnyNamespace()
        .withField("reason", "BudgetBreached")
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getInvolvedObject().getName().equals("breached"))
        .findFirst();
  }

  private static ResourceQuota quota() {
    return quota(NAMESPACE);
  }

  private static ResourceQuota quota(String namespace) {
    return ADMIN.resourceQuotas().inNamespace(namespace).withName("cityhall").get();
  }

  private static String services(String namespace) {
    return quota(namespace).getStatus().getHard().get("services").toString();
  }

  private static String used(String namespace) {
    return quota(namespace).getStatus().getUsed().get("pods").toString();
  }
}
