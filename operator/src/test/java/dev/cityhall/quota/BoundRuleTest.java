package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundRuleTest {

  private static final QuotaKey PODS = QuotaKey.PODS;
  private static final QuotaKey MEMORY = new QuotaKey("requests.memory");

  @Test
  void aNewDepartmentGetsItsTargetsAtOnce() {
    var targets = targets("tax", 6, "budget", 4);

    var next = BoundRule.next(pods(10), targets, Map.of());

    assertThat(next).isEqualTo(targets);
  }

  @Test
  void roomThatIsBeingFreedIsNotGivenOutUntilTheShrinkIsInForce() {
    var targets = targets("tax", 2, "budget", 8);

    var shrinking = Map.of("tax", quota(2, 6, 1), "budget", quota(4, 4, 4));
    var shrunk = Map.of("tax", quota(2, 2, 1), "budget", quota(4, 4, 4));

    assertThat(BoundRule.next(pods(10), targets, shrinking))
        .isEqualTo(targets("tax", 2, "budget", 4));
    assertThat(BoundRule.next(pods(10), targets, shrunk)).isEqualTo(targets("tax", 2, "budget", 8));
  }

  @Test
  void whatIsInUseBeyondAShrunkQuotaIsNotGivenToOthers() {
    var quotas = Map.of("tax", quota(2, 2, 7), "budget", quota(3, 3, 3));

    var next = BoundRule.next(pods(10), targets("tax", 2, "budget", 8), quotas);

    assertThat(next).isEqualTo(targets("tax", 2, "budget", 3));
  }

  @Test
  void theQuotaOfANamespaceThatHasNoTargetStillTakesRoom() {
    var quotas = Map.of("retired", quota(0, 9, 0));

    var next = BoundRule.next(pods(10), targets("tax", 6), quotas);

    assertThat(next).isEqualTo(targets("tax", 1));
  }

  @Test
  void aCutBudgetShrinksAndRaisesNobody() {
    var quotas = Map.of("tax", quota(6, 6, 5), "budget", quota(4, 4, 0));

    var next = BoundRule.next(pods(5), targets("tax", 2, "budget", 5), quotas);

    assertThat(next).isEqualTo(targets("tax", 2, "budget", 4));
  }

  @Test
  void aKeyThatTheBudgetDoesNotNameIsNotLimited() {
    var unlimited = Amounts.of(QuotaKey.NODE_PORTS, 0);

    var next = BoundRule.next(pods(10), Map.of("tax", unlimited), Map.of());

    assertThat(next).isEqualTo(Map.of("tax", unlimited));
  }

  @Test
  void keysAreDecidedEachOnItsOwn() {
    var targets = Map.of("tax", Amounts.of(Map.of(PODS, 10L, MEMORY, 100L)));
    var quotas = Map.of("budget", quota(9, 9, 9));

    var next = BoundRule.next(Amounts.of(Map.of(PODS, 10L, MEMORY, 100L)), targets, quotas);

    assertThat(next).isEqualTo(Map.of("tax", Amounts.of(Map.of(PODS, 1L, MEMORY, 100L))));
  }

  @Test
  void boundsThatAddUpBeyondLongLeaveNoRoom() {
    var quotas = new LinkedHashMap<String, NativeQuota>();
    quotas.put("tax", quota(Long.MAX_VALUE, 6, 0));
    quotas.put("budget", quota(Long.MAX_VALUE, 4, 0));

    var next = BoundRule.next(pods(10), targets("tax", 6, "budget", 4), quotas);

    assertThat(next).isEqualTo(targets("tax", 6, "budget", 4));
  }

  private static Amounts pods(long count) {
    return Amounts.of(PODS, count);
  }

  private static NativeQuota quota(long hard, long enforced, long used) {
    return new NativeQuota(pods(hard), pods(enforced), pods(used));
  }

  private static Map<String, Amounts> targets(String name, long count) {
    return Map.of(name, pods(count));
  }

  private static Map<String, Amounts> targets(String one, long first, String two, long second) {
    var targets = new LinkedHashMap<String, Amounts>();
    targets.put(one, pods(first));
    targets.put(two, pods(second));
    return targets;
  }
}
