package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.cli.CityHallCommand;
import dev.cityhall.cli.QuotaCommand;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Grants for single PriorityClasses limit their pods over all namespaces, within the budget. */
class PriorityTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
    for (var name : List.of("batch-low", "batch-high")) {
      DEPARTMENTS.apply(
          """
          apiVersion: scheduling.k8s.io/v1
          kind: PriorityClass
          metadata: {name: %s}
          value: 100
          """
              .formatted(name));
    }
  }

  @Test
  void podsOfTheClassAreRefusedBeyondItsGrantOverAllNamespacesAndOthersAreNot() {
    grant("classy", "classy", "", "Even", 40);
    grant("classy-batch", "classy", "batch-low", "Even", 5);
    department("classy", "a b");

    var started = 0;
    for (var n = 0; n < 6; n++) {
      started += isStarted("classy-a-prod", "batch-low") ? 1 : 0;
      started += isStarted("classy-b-prod", "batch-low") ? 1 : 0;
    }

    assertThat(started).isEqualTo(5);
    assertThat(occupy("classy-a-prod", "batch-low"))
        .contains("exceeded quota: cityhall-priority-batch-low");
    for (var n = 0; n < 8; n++) {
      assertThat(occupy("classy-a-prod", "batch-high")).isEqualTo("created");
      assertThat(occupy("classy-b-prod", "")).isEqualTo("created");
    }
    assertThat(used("classy-a-prod", "cityhall") + used("classy-b-prod", "cityhall")).isEqualTo(21);
  }

  @Test
  void grantsOfOneClassAddUpAndTakeNothingFromTheBudgetOfAll() {
    grant("adding", "adding", "", "Even", 4);
    grant("adding-one", "adding", "batch-low", "Even", 3);
    department("adding", "a");
    assertThat(hard("adding-a-prod", "cityhall-priority-batch-low")).isEqualTo(3);

    grant("adding-two", "adding", "batch-low", "Even", 4);

    Await.until("both count", () -> hard("adding-a-prod", "cityhall-priority-batch-low") == 7);
    assertThat(hard("adding-a-prod", "cityhall")).isEqualTo(4);
    for (var n = 0; n < 4; n++) {
      assertThat(occupy("adding-a-prod", "batch-low")).isEqualTo("created");
    }
    assertThat(occupy("adding-a-prod", "batch-low")).contains("exceeded quota: cityhall,");
    var grant = DEPARTMENTS.awaitGrant("adding-two", "Granted");
    assertThat(grant.getStatus().conditions())
        .anySatisfy(
            condition ->
                assertThat(condition.message())
                    .isEqualTo("in force for pods of PriorityClass batch-low: pods=4"));
  }

  @Test
  void aGrantThatEndsLeavesTheClassNothingAndOneThatIsDeletedLimitsItNoMore() {
    grant("ending", "ending", "", "Even", 10);
    grant("ending-batch", "ending", "batch-low", "Even", 1);
    department("ending", "a");
    assertThat(occupy("ending-a-prod", "batch-low")).isEqualTo("created");
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: ending-batch}
        spec:
          department: ending
          priorityClassName: batch-low
          hard: {pods: 1}
          validUntil: "2026-01-01T00:00:00Z"
        """);
    DEPARTMENTS.awaitGrant("ending-batch", "Expired");
    var tenant = DEPARTMENTS.awaitReason("ending", "QuotaEnforced", "OverBudget");
    assertThat(Departments.condition(tenant, "QuotaEnforced").message())
        .contains("pods of PriorityClass batch-low", "by pods=1");
    assertThat(occupy("ending-a-prod", "batch-low")).contains("cityhall-priority-batch-low");

    ADMIN.resource(DEPARTMENTS.grant("ending-batch")).delete();

    Await.until(
        "its quota is gone", () -> quota("ending-a-prod", "cityhall-priority-batch-low") == null);
    for (var n = 0; n < 9; n++) {
      assertThat(occupy("ending-a-prod", "batch-low")).isEqualTo("created");
    }
  }

  /** A ReplicaSet wants in one namespace what lies in two. */
  @Test
  void roomOfTheClassMovesToWhereItIsRefusedWhileAllHaveTheirs() {
    grant("shifting", "shifting", "", "Even", 40);
    grant("shifting-batch", "shifting", "batch-low", "Elastic", 8);
    department("shifting", "a b");
    try (var apart = new BudgetLedger(ADMIN, "shifting", "batch-low")) {
      DEPARTMENTS.apply(
          """
          apiVersion: apps/v1
          kind: ReplicaSet
          metadata: {name: batch, namespace: shifting-a-prod}
          spec:
            replicas: 7
            selector: {matchLabels: {app: batch}}
            template:
              metadata: {labels: {app: batch}}
              spec: {priorityClassName: batch-low, containers: [{name: app, image: app}]}
          """);

      Await.until("all of its pods are there", () -> apart.pods() == 7);

      apart.assertNeverMoreThan(8);
      assertThat(hard("shifting-a-prod", "cityhall")).isEqualTo(20);
    }
  }

  @Test
  void theClassIsToldApartByTheGrantTheCommandAndTheMetrics() {
    grant("told", "told", "", "Even", 10);
    grant("told-batch", "told", "batch-low", "Even", 2);
    department("told", "a");
    assertThat(occupy("told-a-prod", "batch-low")).isEqualTo("created");
    assertThat(occupy("told-a-prod", "batch-low")).isEqualTo("created");

    var out = new StringWriter();
    var status =
        new CommandLine(new CityHallCommand())
            .addSubcommand(new QuotaCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "quota",
                "explain",
                "--kubeconfig",
                PLANE.kubeconfig().toString(),
                "--department",
                "told");

    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("told-batch: in force for pods of PriorityClass batch-low: pods=2")
        .contains(
            "told-a-prod is at its limit of pods, for pods of PriorityClass batch-low, 2 of 2:")
        .contains(
            "ask for a grant of pods (resourcequotas.cityhall.dev, spec.department: told,"
                + " spec.priorityClassName: batch-low)");
    assertThat(DEPARTMENTS.grant("told-batch").getStatus().summary().pods()).endsWith("/2");
    assertThat(DEPARTMENTS.grant("told").getStatus().summary().pods()).endsWith("/10");
    Await.until(
        "the metrics tell it",
        () ->
            OperatorUnderTest.on(PLANE)
                .probe("/metrics")
                .orElse("")
                .contains(
                    "cityhall_department_priority_used{department=\"told\",priority_class=\"batch-low\",resource=\"pods\"}"
                        + " 2.0\n"));
  }

  /** Created and deleted at random in four namespaces, while the room follows. */
  @Test
  void theBoundsOfTheClassNeverAddUpToMoreThanItsGrantsUnderChurn() {
    grant("churned", "churned", "", "Elastic", 24);
    grant("churned-batch", "churned", "batch-low", "Elastic", 9);
    department("churned", "a b c d");
    try (var whole = new BudgetLedger(ADMIN, "churned", "");
        var apart = new BudgetLedger(ADMIN, "churned", "batch-low")) {
      var clients =
          IntStream.range(0, 8)
              .mapToObj(seed -> CompletableFuture.runAsync(() -> churn(new Random(seed))))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(clients).join();
      for (var n = 0; n < 40 && apart.pods() < 9; n++) {
        occupy("churned-%s-prod".formatted("abcd".charAt(n % 4)), "batch-low");
      }

      apart.assertSumsNeverMoreThan(9);
      whole.assertSumsNeverMoreThan(24);
      assertThat(apart.pods()).isGreaterThan(4);
    }
  }

  private static void churn(Random random) {
    for (var n = 0; n < 80; n++) {
      var namespace = "churned-%s-prod".formatted("abcd".charAt(random.nextInt(4)));
      if (random.nextInt(5) < 3) {
        occupy(namespace, random.nextInt(3) > 0 ? "batch-low" : "");
      } else {
        deleteOne(namespace, random);
      }
    }
  }

  private static void deleteOne(String namespace, Random random) {
    var pods = ADMIN.pods().inNamespace(namespace).list().getItems();
    if (!pods.isEmpty()) {
      ADMIN.resource(pods.get(random.nextInt(pods.size()))).withGracePeriod(0).delete();
    }
  }

  private static void grant(
      String name, String department, String priorityClass, String mode, int pods) {
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %s}
        spec: {department: %s, %s hard: {pods: %d}, distribution: {mode: %s}}
        """
            .formatted(
                name,
                department,
                priorityClass.isEmpty() ? "" : "priorityClassName: " + priorityClass + ",",
                pods,
                mode));
  }

  private static void department(String name, String systems) {
    DEPARTMENTS.declare(name, "优先局", systems);
    DEPARTMENTS.awaitReady(name);
  }

  private static ResourceQuota quota(String namespace, String name) {
    return ADMIN.resourceQuotas().inNamespace(namespace).withName(name).get();
  }

  private static long hard(String namespace, String name) {
    return BudgetLedger.pods(quota(namespace, name).getStatus().getHard());
  }

  private static long used(String namespace, String name) {
    return BudgetLedger.pods(quota(namespace, name).getStatus().getUsed());
  }

  private static boolean isStarted(String namespace, String priorityClass) {
    return occupy(namespace, priorityClass).equals("created");
  }

  /** Starts a pod; the answer's text if it is refused. */
  private static String occupy(String namespace, String priorityClass) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("p-")
            .withLabels(Map.of("class", priorityClass))
            .endMetadata()
            .withNewSpec()
            .withPriorityClassName(priorityClass.isEmpty() ? null : priorityClass)
            .addNewContainer()
            .withName("c")
            .withImage("c")
            .endContainer()
            .endSpec()
            .build();
    try {
      ADMIN.pods().inNamespace(namespace).resource(pod).create();
      return "created";
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }
}
