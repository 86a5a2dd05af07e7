package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A department never has more than its budget, while it is shared out anew and anew. */
class BudgetTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  /** Follows every revision of a department's native quotas and keeps the largest sum. */
  private static final class Ledger implements Watcher<ResourceQuota> {

    private final Map<String, Long> bounds = new HashMap<>();
    private final AtomicLong largest = new AtomicLong();

    @Override
    public synchronized void eventReceived(Action action, ResourceQuota quota) {
      bounds.put(quota.getMetadata().getNamespace(), action == Action.DELETED ? 0 : bound(quota));
      var sum = bounds.values().stream().mapToLong(Long::longValue).sum();
      largest.accumulateAndGet(sum, Math::max);
    }

    private static long bound(ResourceQuota quota) {
      var status = quota.getStatus();
      return Math.max(
          pods(quota.getSpec().getHard()),
          status == null ? 0 : Math.max(pods(status.getHard()), pods(status.getUsed())));
    }

    private static long pods(Map<String, Quantity> amounts) {
      return amounts == null || !amounts.containsKey("pods")
          ? 0
          : amounts.get("pods").getNumericalAmount().longValue();
    }

    @Override
    public void onClose(WatcherException cause) {
      // the test ends it
    }
  }

  @Test
  void theBoundsNeverAddUpToMoreThanTheBudgetWhileNamespacesComeAndGo() {
    var ledger = new Ledger();
    grant("ledger", 30);
    systems("ledger", "a");
    DEPARTMENTS.awaitReady("ledger");
    try (var watch =
        ADMIN
            .resourceQuotas()
            .inAnyNamespace()
            .withLabel(CityHall.DEPARTMENT, "ledger")
            .watch(ledger)) {
      for (var list : new String[] {"a b c", "a c", "b", "a b c d e", "e", "a b"}) {
        systems("ledger", list);
        DEPARTMENTS.awaitReady("ledger");
        occupy("ledger-%s-prod".formatted(list.substring(0, 1)));
      }
      Await.until("the shares are given out", () -> hard("ledger-a-prod") >= 15);
      assertThat(watch).isNotNull();
    }

    assertThat(ledger.largest.get()).isEqualTo(30);
  }

  @Test
  void aCutBelowUseIsAcceptedAtOnceKeepsEveryPodAndSaysByHowMuch() {
    grant("cut", 6);
    systems("cut", "a b");
    DEPARTMENTS.awaitReady("cut");
    for (var n = 0; n < 3; n++) {
      occupy("cut-a-prod");
      occupy("cut-b-prod");
    }

    grant("cut", 4);

    var tenant = DEPARTMENTS.awaitReason("cut", "QuotaEnforced", "OverBudget");
    assertThat(Departments.condition(tenant, "QuotaEnforced").message()).contains("pods=2");
    assertThat(Departments.condition(tenant, "Ready").status()).isEqualTo("True");
    assertThat(ADMIN.pods().inNamespace("cut-a-prod").list().getItems()).hasSize(3);
    assertThat(occupy("cut-a-prod")).contains("exceeded quota");
  }

  @Test
  void withoutAGrantNothingStartsAndTheMessageSaysWhatToDo() {
    systems("poor", "a");

    var tenant = DEPARTMENTS.awaitReason("poor", "QuotaEnforced", "NoGrant");

    assertThat(Departments.condition(tenant, "Ready").message())
        .contains("department poor has no grant in force")
        .contains("resourcequotas.cityhall.dev");
    Await.until(
        "the namespace is there",
        () -> ADMIN.resourceQuotas().inNamespace("poor-a-prod").withName("cityhall").get() != null);
    assertThat(occupy("poor-a-prod")).contains("exceeded quota");
  }

  @Test
  void rightsOnOurQuotasGiveNoneOnTheNativeOnesAndTheOtherWayRound() {
    var ours = clusterRole("ours-only", "cityhall.dev");
    var natives = clusterRole("natives-only", "");

    var grantor = PLANE.user(ours);
    var clerk = PLANE.user(natives);

    Await.until(
        "the role is known", () -> reads(grantor, "/apis/cityhall.dev/v1alpha1/resourcequotas"));
    assertThat(reads(grantor, "/api/v1/resourcequotas")).isFalse();
    Await.until("the role is known", () -> reads(clerk, "/api/v1/resourcequotas"));
    assertThat(reads(clerk, "/apis/cityhall.dev/v1alpha1/resourcequotas")).isFalse();
  }

  private static String clusterRole(String name, String group) {
    DEPARTMENTS.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %1$s}
        rules: [{apiGroups: ["%2$s"], resources: [resourcequotas], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %1$s}]
        """
            .formatted(name, group));
    return name;
  }

  private static boolean reads(KubernetesClient user, String path) {
    try {
      return user.raw(path) != null;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).isEqualTo(403);
      return false;
    }
  }

  private static void grant(String department, int pods) {
    DEPARTMENTS.apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: ResourceQuota
        metadata: {name: %1$s}
        spec: {department: %1$s, hard: {pods: %2$d}}
        """
            .formatted(department, pods));
  }

  private static void systems(String department, String names) {
    DEPARTMENTS.declare(department, "预算局", names);
  }

  private static long hard(String namespace) {
    var quota = ADMIN.resourceQuotas().inNamespace(namespace).withName("cityhall").get();
    return Ledger.pods(quota.getStatus().getHard());
  }

  /** Starts a pod; the answer's text if it is refused. */
  private static String occupy(String namespace) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("p-")
            .endMetadata()
            .withNewSpec()
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
