package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The room of an elastic budget goes where it is wanted, and is never more than the budget. */
class ElasticTest {

  private static final ControlPlane PLANE = ControlPlane.shared();

  /**
   * A controller waits 5 ms after the first refusal and twice as long after each further one; after
   * these it waits 10 s.
   */
  private static final int SO_MANY_THAT_THE_NEXT_TRY_IS_FAR = 11;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void oneNamespaceGetsTheIdleRoomOfTheOthersAsSoonAsItIsRefused() {
    var city = new ElasticCity(PLANE.admin(), "busy");
    city.grant(30, "");
    city.systems("a b c");
    try (var ledger = city.ledger()) {
      city.deployment("busy-a-prod", 26);

      city.awaitPods("busy-a-prod", 26);

      assertThat(city.hard("busy-b-prod")).isPositive();
      assertThat(city.hard("busy")).as("the home namespace").isZero();
      ledger.assertNeverMoreThan(30);
    }
  }

  @Test
  void aLargeWorkloadGetsTheRoomThatAnotherGivesBack() {
    var city = new ElasticCity(PLANE.admin(), "large");
    city.grant(70, "");
    city.systems("a b");
    try (var ledger = city.ledger()) {
      city.deployment("large-b-prod", 30);
      city.awaitPods("large-b-prod", 30);
      city.deployment("large-a-prod", 66);
      city.awaitPodsAtLeast("large-a-prod", 38);
      city.awaitRefusals("large-a-prod", SO_MANY_THAT_THE_NEXT_TRY_IS_FAR);

      city.scale("large-b-prod", 2);

      city.awaitPods("large-a-prod", 66);
      assertThat(city.replicaSets("large-a-prod"))
          .as("it was told to try again")
          .extracting(ElasticTest::grantedAt)
          .doesNotContainNull();
      ledger.assertNeverMoreThan(70);
    }
  }

  @Test
  void ofTwoThatWantMoreThanThereIsTheOneGetsWhatTheOtherGivesBack() {
    var city = new ElasticCity(PLANE.admin(), "rivals");
    city.grant(
        20, "shares: [{system: a, guarantee: {pods: 4}}, {system: b, guarantee: {pods: 4}}]");
    city.systems("a b");
    try (var ledger = city.ledger()) {
      city.deployment("rivals-b-prod", 16);
      city.awaitPodsAtLeast("rivals-b-prod", 10);
      city.deployment("rivals-a-prod", 16);

      city.awaitPodsAtLeast("rivals-a-prod", 4);
      assertThat(city.pods("rivals-b-prod")).isGreaterThanOrEqualTo(4);

      city.scale("rivals-a-prod", 2);
      city.awaitPods("rivals-b-prod", 16);
      ledger.assertNeverMoreThan(20);
    }
  }

  @Test
  void aRollOutSucceedsAtAFullBudget() {
    var city = new ElasticCity(PLANE.admin(), "rolling");
    city.grant(12, "");
    city.systems("a b");
    try (var ledger = city.ledger()) {
      city.deployment("rolling-a-prod", 10);
      city.awaitPods("rolling-a-prod", 10);

      city.roll("rolling-a-prod");

      city.awaitRolledOut("rolling-a-prod", 10);
      ledger.assertNeverMoreThan(12);
    }
  }

  private static String grantedAt(ReplicaSet set) {
    return set.getMetadata().getAnnotations().get(CityHall.QUOTA_GRANTED_AT);
  }
}
