package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.PoolPlan.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolPlanTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final Optional<Amounts> POOL_OF_100 = Optional.of(pods(100));

  @Test
  void servesTheOldestFirstAndTellsTheOthersWhatIsMissing() {
    var older = new Grant("z-older", "tax", "2026-01-01T00:00:00Z", pods(60), Amounts.NONE);
    var younger = new Grant("a-younger", "health", "2026-01-02T00:00:00Z", pods(60), Amounts.NONE);

    var decisions = PoolPlan.of(POOL_OF_100, List.of(younger, older), Map.of());

    assertThat(decisions)
        .containsEntry("z-older", new Decision(pods(60), Amounts.NONE))
        .containsEntry("a-younger", new Decision(Amounts.NONE, pods(20)));
  }

  @Test
  void ofGrantsOfTheSameSecondTheEarlierNameIsServedFirst() {
    var a = grant("a", "tax", pods(60), Amounts.NONE);
    var b = grant("b", "health", pods(60), Amounts.NONE);

    var decisions = PoolPlan.of(POOL_OF_100, List.of(b, a), Map.of());

    assertThat(decisions.get("a").isComplete()).isTrue();
    assertThat(decisions.get("b").isComplete()).isFalse();
  }

  @Test
  void whatIsTooLargeDoesNotHoldUpAYoungerGrantThatFits() {
    var large = new Grant("large", "tax", "2026-01-01T00:00:00Z", pods(101), Amounts.NONE);
    var small = new Grant("small", "health", "2026-01-02T00:00:00Z", pods(100), Amounts.NONE);

    var decisions = PoolPlan.of(POOL_OF_100, List.of(large, small), Map.of());

    assertThat(decisions.get("large").missing()).isEqualTo(pods(1));
    assertThat(decisions.get("small").granted()).isEqualTo(pods(100));
  }

  @Test
  void whoWaitsIsToldHowManyOlderOnesWaitForTheSame() {
    var first = new Grant("z", "tax", "2026-01-01T00:00:00Z", pods(101), Amounts.NONE);
    var served = new Grant("y", "tax", "2026-01-02T00:00:00Z", pods(60), Amounts.NONE);
    var second = new Grant("x", "tax", "2026-01-03T00:00:00Z", pods(60), Amounts.NONE);
    var ofCpu = Amounts.of(CPU, 11);
    var elsewhere = new Grant("w", "tax", "2026-01-04T00:00:00Z", ofCpu, Amounts.NONE);
    var pool = Optional.of(Amounts.of(Map.of(QuotaKey.PODS, 100L, CPU, 10L)));

    var decisions = PoolPlan.of(pool, List.of(elsewhere, second, served, first), Map.of());

    assertThat(decisions.get("z").place()).isEqualTo(1);
    assertThat(decisions.get("y").place()).isZero();
    assertThat(decisions.get("x").place()).isEqualTo(2);
    assertThat(decisions.get("w").place()).isEqualTo(1);
  }

  @Test
  void shrinksAtOnceButGivesTheRoomOutOnlyAfterTheNativeQuotasHaveFollowed() {
    var shrinking = grant("shrinking", "tax", pods(40), pods(90));
    var waiting = grant("waiting", "health", pods(60), Amounts.NONE);

    var before = PoolPlan.of(POOL_OF_100, List.of(shrinking, waiting), Map.of("tax", pods(90)));
    var after = PoolPlan.of(POOL_OF_100, List.of(shrinking, waiting), Map.of("tax", pods(40)));

    assertThat(before.get("shrinking")).isEqualTo(new Decision(pods(40), Amounts.NONE));
    assertThat(before.get("waiting")).isEqualTo(new Decision(Amounts.NONE, pods(50)));
    assertThat(after.get("waiting")).isEqualTo(new Decision(pods(60), Amounts.NONE));
  }

  @Test
  void aGrantThatEndsLosesItsAmountsAtOnce() {
    var ended = grant("ended", "tax", Amounts.NONE, pods(90));

    var decisions = PoolPlan.of(POOL_OF_100, List.of(ended), Map.of("tax", pods(90)));

    assertThat(decisions.get("ended")).isEqualTo(new Decision(Amounts.NONE, Amounts.NONE));
  }

  @Test
  void aGrantThatRisesInOneKeyAndShrinksInAnotherShrinksAndWaits() {
    var asked = Amounts.of(Map.of(QuotaKey.PODS, 150L, CPU, 10L));
    var granted = Amounts.of(Map.of(QuotaKey.PODS, 50L, CPU, 20L));

    var decisions = PoolPlan.of(POOL_OF_100, List.of(grant("g", "tax", asked, granted)), Map.of());

    var kept = Amounts.of(Map.of(QuotaKey.PODS, 50L, CPU, 10L));
    assertThat(decisions.get("g")).isEqualTo(new Decision(kept, pods(50)));
  }

  @Test
  void aKeyThatThePoolDoesNotNameIsNotLimited() {
    var asked = Amounts.of(Map.of(QuotaKey.PODS, 100L, CPU, Long.MAX_VALUE));

    var decisions =
        PoolPlan.of(POOL_OF_100, List.of(grant("g", "tax", asked, Amounts.NONE)), Map.of());

    assertThat(decisions.get("g").granted()).isEqualTo(asked);
  }

  @Test
  void withoutAPoolEveryGrantIsServed() {
    var everything = grant("g", "tax", pods(Long.MAX_VALUE), Amounts.NONE);

    var decisions = PoolPlan.of(Optional.empty(), List.of(everything), Map.of());

    assertThat(decisions.get("g").granted()).isEqualTo(pods(Long.MAX_VALUE));
  }

  @Test
  void nativeQuotasOfADepartmentWithoutAnyGrantTakeTheirRoom() {
    var waiting = grant("waiting", "health", pods(60), Amounts.NONE);

    var decisions = PoolPlan.of(POOL_OF_100, List.of(waiting), Map.of("orphaned", pods(70)));

    assertThat(decisions.get("waiting").missing()).isEqualTo(pods(30));
  }

  @Test
  void aGrantForAPriorityClassTakesNothingFromThePool() {
    var grant = new Grant("batch", "tax", "2026-01-01T00:00:00Z", pods(60), Amounts.NONE);

    assertThat(PoolPlan.ofOneWithinABudget(grant, Plane.ofPriority("low")))
        .contains(new PoolPlan.Decision(pods(60), Amounts.NONE));
    assertThat(PoolPlan.ofOneWithinABudget(grant, Plane.WHOLE)).isEmpty();
  }

  private static Grant grant(String name, String department, Amounts asked, Amounts granted) {
    return new Grant(name, department, "2026-01-01T00:00:00Z", asked, granted);
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
