package dev.cityhall.bench.quota.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.quota.NativeQuota;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the figures of a city mean, by the second, on a budget of four pods in two namespaces. */
class WantsTest {

  private static final String A = "d-a-prod";
  private static final String B = "d-b-prod";
  private static final long SECOND = 1_000_000_000L;

  private final Wants wants = new Wants(PodSize.ofMedium(4), systems(), 2 * SECOND);

  private static Map<String, PodSize> systems() {
    var systems = new LinkedHashMap<String, PodSize>();
    systems.put(A, PodSize.MEDIUM);
    systems.put(B, PodSize.MEDIUM);
    return systems;
  }

  @BeforeEach
  void eachNamespaceIsGrantedTwoPods() {
    quota(A, 2, 0, 0);
    quota(B, 2, 0, 0);
  }

  @Test
  void aPodThatWaitsLongerThanTheGraceForARefusalIsFalselyRefused() {
    wants.wanted(A, 1, 0);
    wants.refused(A, SECOND / 10);
    wants.advance(2 * SECOND - 1);
    assertThat(wants.sums().falselyRefused).isZero();

    wants.advance(2 * SECOND);
    wants.stored(A, 3 * SECOND);

    assertThat(wants.sums().falselyRefused).isOne();
    assertThat(wants.sums().admitted).isOne();
    assertThat(wants.sums().refusedUntilAdmitted.percentiles().max()).isEqualTo(3000);
  }

  @Test
  void aPodThatNobodyRefusedIsLate() {
    wants.wanted(A, 1, 0);

    wants.advance(2 * SECOND);

    assertThat(wants.sums().late).isOne();
    assertThat(wants.sums().falselyRefused).isZero();
    wants.refused(A, 3 * SECOND);
    wants.advance(3 * SECOND);
    assertThat(wants.sums().late).isZero();
    assertThat(wants.sums().falselyRefused).isOne();
  }

  @Test
  void aPodForWhichTheBudgetHasNoRoomIsRightlyRefused() {
    store(A, 3);
    wants.wanted(B, 2, SECOND);
    wants.refused(B, SECOND);
    wants.advance(9 * SECOND);

    assertThat(wants.sums().wanted).as("three of A, two of B").isEqualTo(5);
    assertThat(wants.sums().refused).isEqualTo(2);
    assertThat(wants.sums().falselyRefused).as("of B, the first").isOne();
  }

  @Test
  void roomThatIsKeptForRollOutsIsToldApart() {
    store(A, 1);
    store(B, 1);
    wants.wanted(B, 2, SECOND);
    wants.refused(B, SECOND);
    wants.advance(4 * SECOND);
    assertThat(wants.sums().falselyRefusedBesideReserve).as("1 is kept for all").isOne();

    wants.stored(B, 4 * SECOND);
    wants.wanted(B, 3, 4 * SECOND);
    wants.refused(B, 4 * SECOND);
    wants.advance(7 * SECOND);
    assertThat(wants.sums().falselyRefused).isEqualTo(2);
    assertThat(wants.sums().falselyRefusedBesideReserve).as("it is the last").isOne();
  }

  @Test
  void theGraceBeginsAnewWhenTheRoomWasGoneMeanwhile() {
    store(A, 4);
    wants.wanted(A, 3, 0);
    wants.gone(A, 0);
    wants.wanted(B, 1, SECOND);
    wants.refused(B, SECOND);
    wants.stored(A, 2 * SECOND);
    wants.advance(4 * SECOND);
    wants.gone(A, 4 * SECOND);

    wants.advance(6 * SECOND - 1);
    assertThat(wants.sums().falselyRefused).isZero();
    wants.advance(6 * SECOND);
    assertThat(wants.sums().falselyRefused).isOne();
  }

  @Test
  void aRollOutWantsOnePodMoreUntilAllAreNew() {
    store(A, 2);
    var before = wants.sums().wanted;

    wants.rolledOut(A, 0);
    wants.stored(A, 0);
    wants.gone(A, 0);
    wants.stored(A, 0);
    wants.gone(A, 0);

    assertThat(wants.sums().wanted - before).isEqualTo(2);
    assertThat(wants.missingPods()).isZero();
  }

  @Test
  void aRollOutThatIsScaledDownOnTheWayWantsOnlyWhatIsLeft() {
    store(A, 4);
    wants.rolledOut(A, 0);
    wants.stored(A, 0);
    wants.gone(A, 0);
    wants.stored(A, 0);

    wants.wanted(A, 2, 0);
    wants.gone(A, 0);
    wants.gone(A, 0);
    wants.gone(A, 0);

    assertThat(wants.missingPods()).as("two of two are new").isZero();
  }

  @Test
  void aRollOutIsOverWhenItsDeploymentSaysSo() {
    store(A, 2);
    wants.rolledOut(A, 0);
    assertThat(wants.missingPods()).isOne();

    wants.renewed(A, SECOND);

    assertThat(wants.missingPods()).isZero();
  }

  @Test
  void whatIsScaledDownBeforeItIsThereIsWithdrawn() {
    wants.wanted(A, 2, 0);
    wants.wanted(A, 1, SECOND);
    wants.stored(A, SECOND);

    assertThat(wants.sums().withdrawn).isOne();
    assertThat(wants.sums().admitted).isOne();
  }

  @Test
  void thePodThatWaitedLongestIsTheOneThatComes() {
    wants.wanted(A, 1, 0);
    wants.wanted(A, 2, 5 * SECOND);

    wants.stored(A, 6 * SECOND);

    assertThat(wants.sums().untilAdmitted.percentiles().max()).isEqualTo(6000);
  }

  @Test
  void whatIsTooLittleForOnePodOfTheOneThatWaitsIsNotStranded() {
    var large = new Wants(PodSize.ofMedium(4), Map.of(A, PodSize.LARGE), SECOND);
    var hard = PodSize.ofMedium(4);
    large.quota(A, new NativeQuota(hard, hard, PodSize.ofMedium(3)), 0);

    large.wanted(A, 1, 0);
    large.advance(SECOND);

    assertThat(large.sums().waitingNanos).isEqualTo(SECOND);
    assertThat(large.sums().strandedNanos).isZero();
  }

  @Test
  void roomIsStrandedOnlyWhileAnotherNamespaceWaitsForItsQuota() {
    store(A, 2);
    quota(A, 2, 2, 0);
    wants.advance(SECOND);
    wants.wanted(A, 3, SECOND);
    wants.advance(3 * SECOND);
    quota(A, 3, 2, 3 * SECOND);
    wants.advance(4 * SECOND);

    var sums = wants.sums();
    assertThat(sums.waitingNanos).isEqualTo(2 * SECOND);
    assertThat(sums.strandedNanos).as("two of four pods").isCloseTo(SECOND, within(1.0));
    assertThat(sums.nanos).isEqualTo(4 * SECOND);
  }

  private void store(String namespace, int pods) {
    wants.wanted(namespace, pods, 0);
    for (var pod = 0; pod < pods; pod++) {
      wants.stored(namespace, 0);
    }
  }

  private void quota(String namespace, int enforced, int used, long now) {
    var hard = PodSize.ofMedium(enforced);
    wants.quota(namespace, new NativeQuota(hard, hard, PodSize.ofMedium(used)), now);
  }
}
