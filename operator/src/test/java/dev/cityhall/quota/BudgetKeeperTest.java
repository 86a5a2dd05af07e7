package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By a mirror of a real API server; nothing is written. */
class BudgetKeeperTest {

  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final ApiServer API = new ApiServer(ADMIN, (verb, plural) -> {});
  private static final Mirror MIRROR = new Mirror(ADMIN, API);

  @BeforeAll
  static void aMirror() {
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

  private static boolean isSeen(String department) {
    return MIRROR.get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department)).isPresent();
  }
}
