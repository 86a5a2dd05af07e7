package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChargeLedgerTest {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final Amounts POD = pods(1);
  private static final long LATER = 1000;
  private static final Set<QuotaKey> CHARGED = Set.of();

  private final ChargeLedger ledger = new ChargeLedger();

  @Test
  void lowersByThePodsThatWent() {
    settle(5, "a", "b");

    ledger.podGone("a", LATER);

    assertThat(recountAt(70)).contains(pods(1));
  }

  @Test
  void lowersExtendedResourcesWhereNoClaimCanBeChargedUnderTheirName() {
    var gpu = new QuotaKey("requests.example.com/gpu");
    var claims = new QuotaKey("count/resourceclaims.resource.k8s.io");
    var pod = POD.with(Amounts.of(gpu, 1));
    var used = pods(2).with(Amounts.of(gpu, 2));
    ledger.restarted(Map.of("a", pod), false);
    ledger.quotaSeen(1, used.with(Amounts.of(claims, 0)), CHARGED, START);
    assertThat(recountAt(0)).isEmpty();

    assertThat(recountAt(10)).contains(pod.with(Amounts.of(claims, 0)));

    ledger.quotaSeen(2, used.with(Amounts.of(claims, 1)), CHARGED, START);
    assertThat(recountAt(30)).contains(used.with(pods(1)).with(Amounts.of(claims, 1)));
  }

  @Test
  void lowersNothingBeforeARequestFromBeforeTheStartMustHaveEnded() {
    ledger.restarted(Map.of("a", POD), false);
    ledger.quotaSeen(1, pods(5), CHARGED, START);
    assertThat(recountAt(0)).isEmpty();

    assertThat(recountAt(9)).isEmpty();
    assertThat(recountAt(10)).contains(pods(1));
  }

  @Test
  void whatSomebodyCountedTooHighIsNotInFlight() {
    settle(1, "a");

    ledger.quotaSeen(2, pods(2), Set.of(QuotaKey.PODS), START.plusSeconds(70));

    assertThat(recountAt(71)).contains(pods(1));
  }

  @Test
  void whatWasChargedBesideACountIsInFlight() {
    settle(1, "a");

    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(70));
    ledger.quotaSeen(3, pods(4), Set.of(QuotaKey.PODS), START.plusSeconds(70));

    assertThat(recountAt(71)).contains(pods(3));
  }

  @Test
  void whereNothingWasUsedAtTheStartNothingWasInFlight() {
    ledger.restarted(Map.of(), false);
    ledger.quotaSeen(1, pods(0), CHARGED, START);
    ledger.quotaSeen(2, pods(1), CHARGED, START);
    ledger.podAdded("a", POD, START);

    ledger.podGone("a", LATER);

    assertThat(ledger.recount(START, START)).contains(pods(0));
  }

  @Test
  void afterARestartLowersByWhatGoesFromThenOn() {
    ledger.restarted(Map.of("a", POD, "b", POD), false);
    ledger.quotaSeen(7, pods(5), CHARGED, START);
    assertThat(ledger.recount(START, START)).isEmpty();

    ledger.podGone("a", LATER);

    assertThat(ledger.recount(START, START)).contains(pods(4));
  }

  @Test
  void afterARestartAPodThatWentBeforeTheQuotaWasReadLowersNothing() {
    ledger.restarted(Map.of("a", POD, "b", POD), false);
    ledger.quotaSeen(7, pods(5), CHARGED, START);

    ledger.podGone("a", 6);
    assertThat(ledger.recount(START, START)).isEmpty();

    ledger.podGone("b", 7);
    assertThat(ledger.recount(START, START)).contains(pods(4));
  }

  @Test
  void afterARestartWaitsWhereANodeReportsMoreThanWasCharged() {
    ledger.restarted(Map.of("a", POD, "b", POD), true);
    ledger.quotaSeen(7, pods(5), CHARGED, START);
    ledger.recount(START, START);

    ledger.podGone("a", LATER);

    assertThat(ledger.recount(START, START)).isEmpty();
  }

  @Test
  void waitsForThePodsThatWereStoredMeanwhileToBeSeen() {
    ledger.restarted(Map.of("a", POD), false);
    ledger.quotaSeen(1, pods(5), CHARGED, START);
    ledger.recount(START, START);

    assertThat(ledger.recount(START.plusSeconds(500), START.plusSeconds(9))).isEmpty();
  }

  @Test
  void keepsRoomForAChargeThatHasNoPodYet() {
    settle(2, "a", "b");

    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(70));
    ledger.podGone("a", LATER);

    assertThat(recountAt(71)).contains(pods(2));
    assertThat(ledger.version()).isEqualTo(2);
  }

  @Test
  void givesRoomBackOnceTheChargeHasItsPodAndThatWent() {
    settle(2, "a", "b");
    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(70));

    ledger.podAdded("c", POD, START.plusSeconds(70));
    ledger.podGone("c", LATER);

    assertThat(recountAt(71)).contains(pods(2));
  }

  @Test
  void dropsAFailedCreateAfterTheTimeOut() {
    settle(2, "a", "b");
    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(70));
    assertThat(recountAt(72)).isEmpty();

    assertThat(recountAt(81)).isEmpty();
    assertThat(recountAt(82)).contains(pods(2));
  }

  @Test
  void onlyAnAdmittedGrowthIsACharge() {
    var small = Amounts.of(CPU, 100);
    var large = Amounts.of(CPU, 300);
    ledger.restarted(Map.of("a", small), false);
    ledger.quotaSeen(1, Amounts.of(CPU, 100), CHARGED, START);
    recountAt(0);
    recountAt(66);
    ledger.quotaSeen(2, Amounts.of(CPU, 600), CHARGED, START.plusSeconds(66));

    ledger.podChanged("a", large, false);
    ledger.podChanged("a", small, false);
    assertThat(recountAt(67)).isEmpty();

    ledger.podChanged("a", large, true);
    ledger.podChanged("a", small, false);
    assertThat(recountAt(68)).contains(Amounts.of(CPU, 400));
  }

  @Test
  void leavesKeysAloneThatNotOnlyPodsHave() {
    var claims = Amounts.of(QuotaKey.VOLUME_CLAIMS, 4);
    var devices = Amounts.of(new QuotaKey("requests.example.com/device"), 4);
    ledger.restarted(Map.of(), false);
    ledger.quotaSeen(1, pods(2).plus(claims).plus(devices), CHARGED, START);
    recountAt(0);

    assertThat(recountAt(66)).contains(pods(0).plus(claims).plus(devices));
  }

  @Test
  void startsAnewWhenTheQuotaGetsAnotherKey() {
    settle(2, "a");
    assertThat(recountAt(67)).contains(pods(1));

    ledger.quotaSeen(2, pods(2).plus(Amounts.of(CPU, 500)), CHARGED, START.plusSeconds(68));

    assertThat(recountAt(69)).isEmpty();
  }

  @Test
  void startsAnewWhenVersionsOfTheQuotaWereMissed() {
    settle(2, "a");

    ledger.restarted();
    assertThat(recountAt(67)).isEmpty();
    ledger.quotaSeen(9, pods(2), CHARGED, START.plusSeconds(68));

    assertThat(recountAt(69)).isEmpty();
  }

  @Test
  void ignoresAVersionThatItHasSeen() {
    settle(2, "a", "b");

    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(70));
    ledger.quotaSeen(1, pods(1), CHARGED, START.plusSeconds(71));
    ledger.quotaSeen(2, pods(3), CHARGED, START.plusSeconds(71));
    ledger.podGone("a", LATER);

    assertThat(recountAt(72)).contains(pods(2));
  }

  @Test
  void seesThatARecountForgotAPod() {
    settle(2, "a", "b");

    ledger.quotaSeen(2, pods(1), CHARGED, START.plusSeconds(70));

    assertThat(ledger.undercount(pods(2))).contains(pods(2));
    assertThat(ledger.undercount(pods(1))).isEmpty();
  }

  @Test
  void reportsByHowMuchRealPodsExceedTheQuota() {
    settle(2, "a", "b", "c");

    assertThat(ledger.breach(pods(2))).isEqualTo(pods(1));
    assertThat(ledger.breach(pods(3))).isEqualTo(Amounts.NONE);
  }

  /** These pods are there, so many are charged, and all requests from before have ended. */
  private void settle(long charged, String... uids) {
    var charges = new HashMap<String, Amounts>();
    for (var uid : uids) {
      charges.put(uid, POD);
    }
    ledger.restarted(charges, false);
    ledger.quotaSeen(1, pods(charged), CHARGED, START);
    recountAt(0);
    recountAt(66);
  }

  private Optional<Amounts> recountAt(long second) {
    var now = START.plusSeconds(second);
    return ledger.recount(now, now);
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
