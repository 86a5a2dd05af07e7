package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.EpochCounter;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By a mirror of a real API server. */
class BudgetKeeperTest {

  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final ApiServer API = new ApiServer(ADMIN, (verb, plural) -> {});
  private static final Mirror MIRROR = new Mirror(ADMIN, API);

  @BeforeAll
  static void aMirror() throws InterruptedException {
    OperatorUnderTest.install(ADMIN);
    MIRROR.start();
    assertThat(MIRROR.awaitSynced(Await.LONG)).isTrue();
  }

  @AfterAll
  static void close() {
    MIRROR.close();
  }

  @Test
  void aDepartmentIsForgottenAtTheSecondLookThatFindsNothingOfIt() {
    var keeper = new BudgetKeeper(MIRROR, null, null, InstantSource.system(), Runnable::run);
    new Departments(ADMIN)
        .apply(
            """
            apiVersion: cityhall.dev/v1alpha1
            kind: DepartmentTenant
            metadata: {name: remembered}
            spec: {displayName: 存局, systems: []}
            """);
    Await.until("it is seen", () -> isSeen("remembered"));
    keeper.of("remembered", Plane.WHOLE);
    keeper.of("forgotten", Plane.WHOLE);

    assertThat(keeper.forgetTheGone()).containsExactlyInAnyOrder("remembered", "forgotten");
    assertThat(keeper.forgetTheGone()).containsExactly("remembered");
    assertThat(keeper.accounts()).containsExactly(new Account("remembered", Plane.WHOLE));
    ADMIN.resources(DepartmentTenant.class).withName("remembered").delete();
  }

  /**
   * A leader that stood still between decision and write has seen by then what its successor did,
   * and would write at that version.
   */
  @Test
  void whatWasDecidedOnOneStateIsNotWrittenOnAnother() {
    var quota = new Ref(ObjectKind.RESOURCE_QUOTA, "overtaken-home", "cityhall");
    quota("overtaken", quota.namespace(), 2);
    Await.until("it is in force", () -> enforced(quota) == 2);
    var counter = new EpochCounter(API, "default");
    var leader = new LeaderEpoch(counter, () -> {});
    var isStillToCome = new AtomicBoolean(true);
    Executor afterASuccessor =
        write -> {
          if (isStillToCome.getAndSet(false)) {
            var number = counter.next(0);
            set(quota, 3, number);
            Await.until("the mirror has seen it", () -> numberOf(quota) == number);
          }
          write.run();
        };
    var quotas = new NativeQuotas(API, MIRROR, InstantSource.system());
    var keeper = new BudgetKeeper(MIRROR, quotas, leader, InstantSource.system(), afterASuccessor);

    keeper.settle(
        "overtaken",
        Plane.WHOLE,
        new BudgetPlan(pods(10), Map.of(quota.namespace(), pods(10)), Set.of(), Map.of()));

    assertThat(isStillToCome).isFalse();
    var left = ADMIN.resourceQuotas().inNamespace(quota.namespace()).withName("cityhall").get();
    assertThat(left.getSpec().getHard()).containsEntry("pods", new Quantity("3"));
    assertThat(left.getMetadata().getAnnotations())
        .containsEntry(CityHall.LEADER_EPOCH, Long.toString(counter.current()));
    ADMIN.namespaces().withName(quota.namespace()).delete();
  }

  private static void quota(String department, String namespace, int pods) {
    var labels = Map.of(CityHall.MANAGED_BY, CityHall.MANAGER, CityHall.DEPARTMENT, department);
    ADMIN
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
    ADMIN
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("cityhall")
                .withNamespace(namespace)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity(Integer.toString(pods))))
                .endSpec()
                .build())
        .create();
  }

  private static void set(Ref quota, int pods, long number) {
    Change.merge(
        ADMIN.resourceQuotas().inNamespace(quota.namespace()).withName(quota.name()),
        "{\"metadata\":{\"annotations\":{\"%s\":\"%d\"}},\"spec\":{\"hard\":{\"pods\":\"%d\"}}}"
            .formatted(CityHall.LEADER_EPOCH, number, pods));
  }

  private static long enforced(Ref quota) {
    return MIRROR
        .get(quota)
        .map(seen -> seen.amounts().enforced().orZero(QuotaKey.PODS))
        .orElse(0L);
  }

  private static long numberOf(Ref quota) {
    return MIRROR.get(quota).map(NativeQuotas::epochOf).orElse(0L);
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }

  private static boolean isSeen(String department) {
    return MIRROR.get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department)).isPresent();
  }
}
