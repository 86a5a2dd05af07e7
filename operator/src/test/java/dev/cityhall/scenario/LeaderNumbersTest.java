package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.chart.Chart;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader does when the quotas carry a number that is not its own. */
class LeaderNumbersTest {

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private OperatorUnderTest operator;

  @BeforeAll
  static void aControlPlaneOfItsOwn() {
    plane = ControlPlane.start("numbers");
    admin = plane.admin();
  }

  @AfterAll
  static void end() {
    plane.close();
  }

  @BeforeEach
  void theOperatorWorks() {
    operator = OperatorUnderTest.start(plane).awaitWorking();
  }

  @AfterEach
  void itEnds() {
    operator.close();
  }

  @Test
  void aLeaderThatWasSucceededEndsAndWritesNoQuotaAnyMore() {
    var city = raised("followed");
    var next = numberOf(quotas("followed").get(0)) + 1;
    setCounter(next);
    quotas("followed").forEach(quota -> mark(quota, next));

    city.grant(20, "");

    Await.until("the former leader ends", () -> !operator.isAlive(), operator::log);
    assertThat(quotas("followed"))
        .allSatisfy(quota -> assertThat(numberOf(quota)).isEqualTo(next))
        .extracting(quota -> BudgetLedger.pods(quota.getSpec().getHard()))
        .satisfies(hard -> assertThat(hard.stream().mapToLong(h -> h).sum()).isEqualTo(12));
  }

  @Test
  void aNumberThatNoLeaderTookIsTopped() {
    var city = raised("forged");
    var forged = numberOf(quotas("forged").get(0)) + 5_000;
    mark(quotas("forged").get(0), forged);

    city.grant(20, "");

    Await.until("all is given out", () -> city.hardOfAll() == 20, operator::log);
    assertThat(quotas("forged"))
        .allSatisfy(quota -> assertThat(numberOf(quota)).isGreaterThan(forged));
    assertThat(operator.isAlive()).isTrue();
  }

  @Test
  void whereTheCounterWasDeletedTheNextLeaderCountsOnFromTheQuotas() {
    var city = raised("counted");
    var before = numberOf(quotas("counted").get(0));
    operator.stop();
    counter().delete();
    operator = OperatorUnderTest.start(plane).awaitWorking();

    city.grant(20, "");

    Await.until("all is given out", () -> city.hardOfAll() == 20, operator::log);
    assertThat(quotas("counted"))
        .allSatisfy(quota -> assertThat(numberOf(quota)).isGreaterThan(before));
    assertThat((long) counter().get().getSpec().getLeaseTransitions()).isGreaterThan(before);
  }

  /** A department in which room was given out a second time, so that its quotas are numbered. */
  private static ElasticCity raised(String department) {
    var city = new ElasticCity(admin, department);
    city.grant(10, "");
    city.systems("a b");
    city.grant(12, "");
    Await.until("all is given out", () -> city.hardOfAll() == 12, city::hardOfAll);
    return city;
  }

  /** The Lease that numbers the leaders. */
  private static Resource<Lease> counter() {
    return admin.resources(Lease.class).inNamespace(Chart.NAMESPACE).withName("cityhall-epoch");
  }

  private static void setCounter(long number) {
    Change.merge(counter(), "{\"spec\":{\"leaseTransitions\":%d}}".formatted(number));
  }

  private static List<ResourceQuota> quotas(String department) {
    return admin
        .resourceQuotas()
        .inAnyNamespace()
        .withLabel(CityHall.DEPARTMENT, department)
        .list()
        .getItems();
  }

  private static void mark(ResourceQuota quota, long number) {
    Change.annotate(admin.resource(quota), CityHall.LEADER_EPOCH, Long.toString(number));
  }

  private static long numberOf(ResourceQuota quota) {
    return Long.parseLong(
        Objects.requireNonNull(
            quota.getMetadata().getAnnotations().get(CityHall.LEADER_EPOCH), "no number"));
  }
}
