package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.cluster.Autoscaler;
import dev.cityhall.cluster.Autoscaler.Policy;
import dev.cityhall.cluster.Autoscaler.Select;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Allocator.Demand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingReserveTest {

  private static final String NAMESPACE = "tax-vat-prod";
  private static final Amounts EACH = Amounts.of(QuotaKey.PODS, 1);
  private static final List<Policy> USUAL = List.of(new Policy(false, 4), new Policy(true, 100));

  @ParameterizedTest(name = "{0} there, {1} desired, {2} at most, {3} refused: keeps {4}")
  @CsvSource({
    "3, 3, 20, 0, 4",
    "3, 0, 20, 0, 4",
    "3, 3, 5, 0, 2",
    "3, 3, 3, 0, 0",
    "5, 5, 3, 0, 0",
    "3, 9, 20, 0, 6",
    "3, 9, 7, 0, 4",
    "3, 9, 20, 6, 0",
    "3, 9, 20, 2, 4",
    "9, 9, 20, 0, 4",
    "0, 3, 20, 0, 0"
  })
  void keepsRoomForTheNextStepAndNoneAtTheCeiling(
      int there, long desired, long most, long refused, long kept) {
    var waiting = refused == 0 ? List.<WaitingWorkload>of() : List.of(waiting("web-7d9c", refused));

    assertThat(ScalingReserve.of(scaler(desired, most, Select.MAX, USUAL), pods(there), waiting))
        .isEqualTo(kept == 0 ? Optional.empty() : Optional.of(Demand.reserve(EACH, kept)));
  }

  @ParameterizedTest(name = "{0} of {1} pods and {2} %, 10 there: {3}")
  @CsvSource({
    "MAX, 2, 100, 2",
    "MIN, 2, 100, 2",
    "MIN, 9, 25, 3",
    "MAX, 0, 25, 3",
    "DISABLED, 4, 100, 0",
    "MAX, 1000, 0, 10"
  })
  void theStepIsThatOfItsOwnPolicies(Select select, long count, long percent, long kept) {
    var policies = new ArrayList<Policy>();
    if (count > 0) {
      policies.add(new Policy(false, count));
    }
    if (percent > 0) {
      policies.add(new Policy(true, percent));
    }

    assertThat(ScalingReserve.of(scaler(10, 5000, select, policies), pods(10), List.of()))
        .map(Demand::count)
        .isEqualTo(kept == 0 ? Optional.empty() : Optional.of(kept));
  }

  @Test
  void onlyPodsAndRefusalsOfItsTargetCount() {
    var pods = new ArrayList<>(pods(2));
    pods.add(pod("web-other-7d9c", EACH, "Running", false));
    pods.add(pod("web-7d9c", EACH, "Failed", false));
    pods.add(pod("web-7d9c", EACH, "Running", true));
    pods.add(pod("web-8aa1", Amounts.of(QuotaKey.PODS, 2), "Running", false));

    assertThat(
            ScalingReserve.of(
                scaler(0, 5, Select.MAX, USUAL), pods, List.of(waiting("web-other-7d9c", 9))))
        .contains(Demand.reserve(Amounts.of(QuotaKey.PODS, 2), 2));
  }

  @ParameterizedTest(name = "{0} there, {1} desired, {2} at most: unserved {3}")
  @CsvSource({
    "3, 9, 20, true",
    "3, 3, 20, false",
    "3, 0, 20, false",
    "3, 9, 3, false",
    "0, 9, 20, false"
  })
  void whatWantsMorePodsThanThereAreMayHaveBeenRefusedUnheard(
      int there, long desired, long most, boolean isUnserved) {
    assertThat(ScalingReserve.unserved(scaler(desired, most, Select.MAX, USUAL), pods(there)))
        .isEqualTo(
            isUnserved ? Set.of(new Ref(ObjectKind.REPLICA_SET, NAMESPACE, "web-7d9c")) : Set.of());
  }

  private static Autoscaler scaler(long desired, long most, Select select, List<Policy> policies) {
    return new Autoscaler(NAMESPACE, "Deployment", "web", desired, most, select, policies);
  }

  private static WaitingWorkload waiting(String name, long count) {
    var workload = new Ref(ObjectKind.REPLICA_SET, NAMESPACE, name);
    return new WaitingWorkload(workload, "cityhall", count, EACH, Instant.EPOCH);
  }

  private static List<PodDigest> pods(int count) {
    return new ArrayList<>(Collections.nCopies(count, pod("web-7d9c", EACH, "Running", false)));
  }

  private static PodDigest pod(String owner, Amounts charge, String phase, boolean isGoing) {
    return new PodDigest(
        "uid",
        NAMESPACE,
        "pod",
        1,
        1,
        Instant.EPOCH,
        phase,
        "",
        new PodDigest.Owner("ReplicaSet", owner, "uid"),
        charge,
        false,
        isGoing);
  }
}
