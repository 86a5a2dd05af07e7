package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaSpec.Distribution;
import dev.cityhall.api.DepartmentQuotaSpec.Hint;
import dev.cityhall.api.DepartmentQuotaSpec.Mode;
import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElasticTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private static final Room HOME = new Room("tax", null, null, Amounts.NONE);
  private static final Room FILING = new Room("tax-filing-prod", "filing", "prod", Amounts.NONE);
  private static final Room AUDIT = new Room("tax-audit-prod", "audit", "prod", Amounts.NONE);
  private static final List<Room> ROOMS = List.of(HOME, FILING, AUDIT);

  private static final Hint RUSH =
      new Hint("filing", "prod", "09:00", "11:00", List.of(), pods("20"));
  private static final Instant BEFORE = Instant.parse("2027-03-01T00:59:59Z");
  private static final Instant DURING = Instant.parse("2027-03-01T01:00:00Z");
  private static final Instant AFTER = Instant.parse("2027-03-01T03:00:00Z");

  @Test
  void withoutAnElasticGrantNothingIsElastic() {
    var even = GrantInForce.of("even", podsOf(30), null);

    assertThat(Elastic.of(List.of(even), ROOMS, BEFORE, SHANGHAI)).isEmpty();
  }

  @Test
  void anEvenGrantBesideAnElasticOneIsGuaranteedAsItIsSharedOut() {
    var even = GrantInForce.of("even", podsOf(10), null);

    var shares = Elastic.of(List.of(even, grant(20)), ROOMS, BEFORE, SHANGHAI);

    assertThat(shares.get("tax-filing-prod").guarantee()).isEqualTo(podsOf(5));
    assertThat(shares.get("tax").guarantee().orZero(QuotaKey.PODS)).isZero();
  }

  @Test
  void aCeilingHoldsForTheElasticPartAndTheEvenPartComesOnTop() {
    var even = GrantInForce.of("even", podsOf(10), null);
    var capped = new Share("filing", null, null, Map.of(), pods("7"));

    var shares = Elastic.of(List.of(even, grant(20, capped)), ROOMS, BEFORE, SHANGHAI);

    assertThat(shares.get("tax-filing-prod").ceiling()).isEqualTo(podsOf(12));
    assertThat(shares.get("tax-audit-prod").ceiling()).isEqualTo(Amounts.NONE);
  }

  @Test
  void theHomeNamespaceGetsNothingNotEvenForARollOut() {
    var next = next(Map.of(), BEFORE);

    assertThat(next.get("tax")).isEqualTo(podsOf(0));
    assertThat(sum(next)).isEqualTo(30);
  }

  @Test
  void busyHoursGiveRoomFromTheirFirstMomentAndTakeNoMoreAfterTheirLast() {
    assertThat(share(BEFORE).guarantee()).isEqualTo(Amounts.NONE);
    assertThat(share(DURING).guarantee()).isEqualTo(podsOf(20));
    assertThat(share(AFTER.minusSeconds(1)).guarantee()).isEqualTo(podsOf(20));
    assertThat(share(AFTER).guarantee()).isEqualTo(Amounts.NONE);
  }

  @Test
  void inBusyHoursTheQuotaIsRaisedBeforeAnyPodAsks() {
    var even = Map.of("tax", at(0, 0), "tax-filing-prod", at(15, 3), "tax-audit-prod", at(15, 3));

    assertThat(settled(even, DURING).get("tax-filing-prod").orZero(QuotaKey.PODS))
        .isGreaterThanOrEqualTo(20);
  }

  @Test
  void afterBusyHoursTheRoomGoesToWhoeverLacksIt() {
    var rush = Map.of("tax", at(0, 0), "tax-filing-prod", at(20, 3), "tax-audit-prod", at(10, 10));

    var during = settled(rush, DURING);
    var after = settled(rush, AFTER);

    assertThat(during.get("tax-filing-prod")).isEqualTo(podsOf(20));
    assertThat(after.get("tax-audit-prod").orZero(QuotaKey.PODS)).isGreaterThan(10);
    assertThat(sum(after)).isEqualTo(30);
  }

  @Test
  void nobodyIsSetBelowItsUseUnlessItIsOrdered() {
    var full = Map.of("tax", at(0, 0), "tax-filing-prod", at(20, 20), "tax-audit-prod", at(10, 10));

    var cut = plan(12, DURING, Set.of()).next(full, Wishes.NONE);
    var ordered = plan(12, DURING, Set.of("tax-audit-prod")).next(full, Wishes.NONE);

    assertThat(cut.get("tax-filing-prod")).isEqualTo(podsOf(20));
    assertThat(cut.get("tax-audit-prod")).isEqualTo(podsOf(10));
    assertThat(ordered.get("tax-filing-prod")).isEqualTo(podsOf(20));
  }

  @Test
  void aBudgetBelowTheUseIsLookedAtUntilItFits() {
    var full = Map.of("tax-filing-prod", at(20, 20), "tax-audit-prod", at(10, 10));

    assertThat(plan(29, DURING, Set.of()).isReached(full)).isFalse();
    assertThat(plan(30, DURING, Set.of()).isReached(full)).isTrue();
  }

  @Test
  void whatARetiredNamespaceHoldsIsNotToBeHad() {
    var held =
        Map.of(
            "tax", at(0, 0),
            "tax-filing-prod", at(0, 0),
            "tax-audit-prod", at(0, 0),
            "tax-old-prod", at(6, 6));

    assertThat(sum(plan(30, BEFORE, Set.of()).next(held, Wishes.NONE))).isEqualTo(24);
  }

  private static ElasticShare share(Instant now) {
    return Elastic.of(List.of(rush(30)), ROOMS, now, SHANGHAI).get("tax-filing-prod");
  }

  private static Map<String, Amounts> next(Map<String, NativeQuota> observed, Instant now) {
    return plan(30, now, Set.of()).next(observed, Wishes.NONE);
  }

  /** What the quotas have when every step has been written. */
  private static Map<String, Amounts> settled(Map<String, NativeQuota> observed, Instant now) {
    var quotas = new LinkedHashMap<>(observed);
    for (var round = 0; round < 3; round++) {
      next(quotas, now)
          .forEach(
              (name, hard) ->
                  quotas.computeIfPresent(
                      name, (any, was) -> new NativeQuota(hard, hard, was.used())));
    }
    var hard = new LinkedHashMap<String, Amounts>();
    quotas.forEach((name, quota) -> hard.put(name, quota.hard()));
    return hard;
  }

  private static BudgetPlan plan(int pods, Instant now, Set<String> ordered) {
    var grants = List.of(rush(pods));
    return new BudgetPlan(
        podsOf(pods), Targets.of(grants, ROOMS), ordered, Elastic.of(grants, ROOMS, now, SHANGHAI));
  }

  private static GrantInForce rush(int pods) {
    return GrantInForce.of(
        "rush", podsOf(pods), new Distribution(Mode.ELASTIC, List.of(), Map.of(), List.of(RUSH)));
  }

  private static GrantInForce grant(int pods, Share... shares) {
    return GrantInForce.of(
        "elastic",
        podsOf(pods),
        new Distribution(Mode.ELASTIC, List.of(shares), Map.of(), List.of()));
  }

  private static long sum(Map<String, Amounts> amounts) {
    return amounts.values().stream().mapToLong(a -> a.orZero(QuotaKey.PODS)).sum();
  }

  private static NativeQuota at(long hard, long used) {
    return new NativeQuota(podsOf(hard), podsOf(hard), podsOf(used));
  }

  private static Amounts podsOf(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }

  private static Map<String, Quantity> pods(String count) {
    return Map.of("pods", Quantity.parse(count));
  }
}
