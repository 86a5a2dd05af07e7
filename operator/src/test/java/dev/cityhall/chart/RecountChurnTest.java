package dev.cityhall.chart;

import static dev.cityhall.chart.CountedQuota.OF_A_DEPARTMENT;
import static dev.cityhall.chart.CountedQuota.pods;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recount fence before the controller-manager itself. */
class RecountChurnTest {

  private static final KubernetesClient ADMIN = BareCluster.admin();
  private static final int HARD = 20;
  private static final int ROUNDS = 30;
  private static final Duration TIME = Duration.ofSeconds(10);

  @Test
  void theControllerManagerGivesRoomBackOnceTheLastChargeIsOldEnough() {
    var quota = CountedQuota.create(ADMIN, "fence-recount", OF_A_DEPARTMENT, "cityhall", HARD);
    var audit = BareCluster.audit().fromNow();
    var pod = ADMIN.resource(quota.pod()).create();
    var charged = quota.charge();

    ADMIN.resource(pod).withGracePeriod(0).delete();
    Await.until("the use is recounted", () -> pods(quota.get()) == 1, quota::get);

    assertThat(CountedQuota.age(charged, quota.get()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(
            audit.requests(
                request ->
                    request.namespace().equals("fence-recount")
                        && request.user().endsWith(":resourcequota-controller")
                        && request.isAcknowledgement()))
        .extracting("code")
        .contains(403)
        .endsWith(200);
  }

  @Test
  void noRevisionHasMorePodsThanTheQuotaWhilePodsComeAndGo() {
    var quota = CountedQuota.create(ADMIN, "fence-churn", OF_A_DEPARTMENT, "cityhall", HARD);

    var outcome = Churn.in(quota, ADMIN, TIME);

    assertThat(outcome.most()).as("%s", outcome).isLessThanOrEqualTo(HARD);
    assertThat(outcome.refused()).as("%s", outcome).isPositive();
    assertThat(outcome.created()).as("room came back: %s", outcome).isGreaterThan(HARD);
  }

  /** So the load is such that the test above would see a fence that does not hold. */
  @Test
  void withoutTheFenceTheSameLoadGetsTooManyIn() {
    var quota = CountedQuota.create(ADMIN, "fence-churn-plain", Map.of(), "cityhall", HARD);
    var most = 0;

    for (var round = 0; round < ROUNDS && most <= HARD; round++) {
      most = Churn.in(quota, ADMIN, TIME).most();
    }

    assertThat(most).as("most pods at once on a quota of %d", HARD).isGreaterThan(HARD);
  }
}
