package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Allocator.Need;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocatorTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final NeedOf IDLE = using(0);

  @Test
  void handsIdleRoomOutInAdvanceByWeight() {
    var targets = targets(60, IDLE.weight(3), IDLE.weight(2), IDLE.weight(1), IDLE.weight(0));

    assertThat(targets).containsExactly(pods(30), pods(20), pods(10), pods(0));
  }

  @Test
  void headroomComesOnTopOfUse() {
    assertThat(targets(60, using(40), using(0))).containsExactly(pods(50), pods(10));
  }

  @Test
  void aBudgetBelowTheUsePinsEverybodyAtItsUse() {
    var guaranteed = using(7).guarantee(pods(20)).standing(pods(20));

    assertThat(targets(10, guaranteed, using(5), using(0).standing(pods(3))))
        .containsExactly(pods(7), pods(5), pods(0));
  }

  @Test
  void guaranteesComeBeforeAnySurge() {
    var rollingOut = using(10).surge(pods(10)).weight(1000);

    assertThat(targets(30, rollingOut, IDLE.guarantee(pods(18))))
        .containsExactly(pods(12), pods(18));
  }

  @Test
  void demandLeavesTheLargestSurgeAndNoMoreOfThem() {
    var blocked = using(10).demand(pods(1), 100);

    assertThat(targets(30, blocked, using(5).surge(pods(4)), using(5).surge(pods(4))))
        .containsExactly(pods(16), pods(7), pods(7));
    assertThat(targets(30, blocked, using(10).surge(pods(9)).ceiling(pods(13))))
        .as("no more than a ceiling lets anybody have")
        .containsExactly(pods(17), pods(13));
  }

  @Test
  void whatWasGrantedCountsAsSurge() {
    var blocked = using(10).surge(pods(3)).demand(pods(1), 3);

    assertThat(targets(26, blocked, using(10).surge(pods(3)))).containsExactly(pods(13), pods(13));
  }

  @Test
  void aRollOutTakesTheReserveThatAllOtherDemandLeaves() {
    var blocked = using(10).surge(pods(2)).demand(pods(1), 100);
    var rolledOut = using(10).surge(pods(2)).rollOut(pods(1), 1);

    assertThat(targets(22, blocked, using(10)))
        .as("its own surge it may take")
        .containsExactly(pods(12), pods(10));
    assertThat(targets(22, blocked, using(10).surge(pods(2)))).containsExactly(pods(10), pods(12));
    assertThat(targets(22, blocked, blocked)).containsExactly(pods(10), pods(10));
    assertThat(targets(22, blocked, rolledOut)).containsExactly(pods(10), pods(12));
    assertThat(targets(24, blocked, rolledOut)).containsExactly(pods(12), pods(12));
  }

  @Test
  void podsOfARollOutBeyondTheSurgeAreDemandAsAnyOther() {
    var rolledOut = using(10).surge(pods(2)).rollOut(pods(1), 9);

    assertThat(targets(30, rolledOut, using(10).demand(pods(1), 9)))
        .containsExactly(pods(15), pods(15));
  }

  @Test
  void whoUsesLessIsGrantedPodsFirst() {
    assertThat(targets(24, using(12).demand(pods(1), 9), using(4).demand(pods(1), 9)))
        .containsExactly(pods(12), pods(12));
  }

  @Test
  void whoWaitsKeepsItsRoomUpToAnEighthOrOnePodBeyondItsFairPods() {
    var most = using(0).demand(pods(1), 100);

    assertThat(targets(12, most.standing(pods(7)), most.standing(pods(5))))
        .containsExactly(pods(7), pods(5));
    assertThat(targets(12, most.standing(pods(8)), most.standing(pods(4))))
        .containsExactly(pods(7), pods(5));
    assertThat(targets(64, most.standing(pods(36)), most.standing(pods(28))))
        .containsExactly(pods(36), pods(28));
    assertThat(targets(64, most.standing(pods(39)), most.standing(pods(25))))
        .containsExactly(pods(36), pods(28));
  }

  @Test
  void severalThatHaveALittleTooMuchDoNotLeaveOneFarBelow() {
    var most = using(0).demand(pods(1), 100);

    assertThat(
            targets(
                32,
                most.standing(pods(9)),
                most.standing(pods(9)),
                most.standing(pods(9)),
                most.standing(pods(5))))
        .containsExactly(pods(8), pods(8), pods(8), pods(8));
  }

  @Test
  void aPartOfASurgeIsNotWorthAMove() {
    var full = using(10).surge(pods(4));

    assertThat(targets(25, full.standing(pods(10)), full.standing(pods(15))))
        .containsExactly(pods(10), pods(15));
  }

  @Test
  void demandComesBeforeHeadroomAndByTurns() {
    var blocked = using(4).demand(pods(1), 8);

    assertThat(targets(20, blocked, blocked, using(0).weight(100)))
        .containsExactly(pods(10), pods(10), pods(0));
  }

  @Test
  void aReserveComesBeforeHeadroomAndAfterAllDemand() {
    var expecting = using(4).weight(0).reserve(pods(1), 8);

    assertThat(targets(20, expecting, using(0))).containsExactly(pods(12), pods(8));
    assertThat(targets(20, expecting, using(4).demand(pods(1), 9)))
        .containsExactly(pods(7), pods(13));
    assertThat(targets(20, expecting, using(9).surge(pods(3)))).containsExactly(pods(8), pods(12));
  }

  @Test
  void aReserveIsTakenOutOfIdleHeadroomOfOthersAndNoMoreOfIt() {
    var expecting = using(10).weight(0).standing(pods(10)).reserve(pods(2), 3);

    assertThat(targets(40, expecting, using(0).standing(pods(30))))
        .containsExactly(pods(16), pods(24));
  }

  @Test
  void aReserveIsNotKeptBeyondTheCeiling() {
    assertThat(targets(40, using(5).weight(0).ceiling(pods(8)).reserve(pods(2), 3)))
        .containsExactly(pods(7));
  }

  @Test
  void aPodIsGrantedOnlyIfAllItsKeysFit() {
    var pod = Amounts.of(Map.of(CPU, 1000L, QuotaKey.PODS, 1L));
    var blocked = using(0).weight(0).demand(pod, 10);
    var budget = Amounts.of(Map.of(CPU, 3500L, QuotaKey.PODS, 100L));

    var targets = Allocator.targets(budget, named(blocked)).values();

    assertThat(targets).containsExactly(Amounts.of(Map.of(CPU, 3000L, QuotaKey.PODS, 3L)));
  }

  @Test
  void aPodThatDoesNotFitLeavesItsTurnToSmallerOnes() {
    var blocked = using(0).weight(0).demand(cpu(4000), 2).demand(cpu(500), 9);

    assertThat(Allocator.targets(cpu(5900), named(blocked)).values()).containsExactly(cpu(5500));
  }

  @Test
  void demandIsMetOutOfTheRoomOfTheGuaranteeFirst() {
    var guaranteed = using(2).guarantee(pods(10)).demand(pods(1), 9).weight(0);

    assertThat(targets(100, guaranteed)).containsExactly(pods(11));
  }

  @Test
  void useBeyondTheCeilingOfOneKeyStopsNoPodThatHasNoneOfIt() {
    var beyond = NeedOf.NOTHING.weight(0).used(pods(9)).ceiling(pods(4)).demand(cpu(500), 3);

    assertThat(Allocator.targets(pods(20).plus(cpu(5000)), named(beyond)).values())
        .containsExactly(pods(9).plus(cpu(1500)));
  }

  @Test
  void aCeilingHoldsForEveryLevelButUse() {
    var capped = IDLE.guarantee(pods(30)).ceiling(pods(7)).surge(pods(9)).demand(pods(3), 9);

    assertThat(targets(100, capped, using(9).ceiling(pods(4)).surge(pods(1)), IDLE.weight(0)))
        .containsExactly(pods(7), pods(9), pods(0));
  }

  @Test
  void unevenHeadroomStaysWhileNobodyLacksRoom() {
    var standing = new NeedOf[] {using(1).standing(pods(52)), using(2).standing(pods(8))};

    assertThat(targets(60, standing)).containsExactly(pods(52), pods(8));
  }

  @Test
  void whoLacksRoomIsRaisedToItsFairAmountOutOfTheLargestExcess() {
    var lacking = using(8).standing(pods(9));

    assertThat(targets(80, lacking, using(0).standing(pods(28)), using(0).standing(pods(43))))
        .containsExactly(pods(32), pods(24), pods(24));
    assertThat(targets(80, lacking, using(0).standing(pods(26)), using(0).standing(pods(45))))
        .containsExactly(pods(32), pods(24), pods(24));
  }

  @Test
  void onlyAsMuchAsIsNeededIsTakenFromTheLargestExcess() {
    var lacking = using(2).standing(pods(3));
    var bystander = using(0).standing(pods(10));
    var rich = using(20).standing(pods(52));
    var richest = using(0).standing(pods(35));

    assertThat(targets(100, lacking, bystander, rich, richest))
        .containsExactly(pods(22), bystander.standing(), pods(49), pods(19));
  }

  @Test
  void aDemandIsMetOutOfIdleHeadroomOfOthers() {
    var blocked = using(10).standing(pods(10)).demand(pods(2), 5);

    assertThat(targets(40, blocked, using(0).standing(pods(30))))
        .containsExactly(pods(30), pods(10));
  }

  @Test
  void headroomTooSmallForTheDemandIsALackHoweverLargeItIs() {
    var blocked = using(10).standing(pods(15)).demand(pods(8), 1);

    assertThat(targets(40, blocked, using(0).standing(pods(25))))
        .containsExactly(pods(29), pods(11));
  }

  @Test
  void aSurgeThatNoLongerFitsIsRestored() {
    var rollingOut = using(10).surge(pods(5)).standing(pods(14));

    assertThat(targets(30, rollingOut, using(0).standing(pods(16))))
        .containsExactly(pods(23), pods(7));
  }

  @Test
  void aLargerBudgetIsHandedOutToThoseBelowTheirFairAmount() {
    assertThat(targets(80, using(0).standing(pods(50)), using(0).standing(pods(10))))
        .containsExactly(pods(50), pods(30));
  }

  @Test
  void aSmallerBudgetIsTakenFromTheLargestExcess() {
    assertThat(targets(40, using(0).standing(pods(50)), using(0).standing(pods(10))))
        .containsExactly(pods(30), pods(10));
  }

  @Test
  void aNewNamespaceGetsItsFairAmountAtOnce() {
    assertThat(targets(60, using(3).standing(pods(30)), using(9).standing(pods(30)), using(0)))
        .containsExactly(pods(30 - 11), pods(30 - 5), pods(16));
  }

  @Test
  void whatALoweredCeilingSetsFreeGoesToTheOthers() {
    var capped = using(0).ceiling(pods(10)).standing(pods(30));

    assertThat(targets(60, capped, using(0).standing(pods(30))))
        .containsExactly(pods(10), pods(50));
  }

  @Test
  void aKeyThatTheBudgetDoesNotLimitHasNoTargetAndStopsNoPod() {
    var pod = Amounts.of(Map.of(CPU, 1000L, QuotaKey.PODS, 1L));

    assertThat(targets(5, using(0).weight(0).demand(pod, 9))).containsExactly(pods(5));
  }

  @Test
  void theLargestAmountsOverflowNowhere() {
    var most = Long.MAX_VALUE;
    var greedy =
        using(most / 2).surge(pods(most)).guarantee(pods(most)).demand(pods(most / 3), most);

    var targets = targets(most, greedy.standing(pods(most)), greedy.standing(pods(most)), IDLE);

    assertThat(targets).containsExactly(pods(most / 2 + 1), pods(most / 2), pods(0));
  }

  private static List<Amounts> targets(long budget, NeedOf... needs) {
    return List.copyOf(Allocator.targets(pods(budget), named(needs)).values());
  }

  private static Map<String, Need> named(NeedOf... needs) {
    var byName = new LinkedHashMap<String, Need>();
    for (var need : needs) {
      byName.put("namespace-" + byName.size(), need.need());
    }
    return byName;
  }

  private static NeedOf using(long pods) {
    return NeedOf.NOTHING.used(pods(pods));
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }

  private static Amounts cpu(long millicores) {
    return Amounts.of(CPU, millicores);
  }
}
