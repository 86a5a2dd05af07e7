package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private static final Room HOME = new Room("tax", null, null, Amounts.NONE);
  private static final Room PROD = new Room("tax-filing-prod", "filing", "prod", Amounts.NONE);
  private static final Room TEST = new Room("tax-filing-test", "filing", "test", Amounts.NONE);
  private static final Room AUDIT = new Room("tax-audit-prod", "audit", "prod", Amounts.NONE);

  @Test
  void withoutDistributionEveryEnvironmentGetsTheSameAndTheHomeNothing() {
    var targets = Targets.of(List.of(grant(pods(30))), List.of(HOME, PROD, TEST, AUDIT));

    assertThat(targets)
        .containsExactly(
            Map.entry("tax", pods(0)),
            Map.entry("tax-filing-prod", pods(10)),
            Map.entry("tax-filing-test", pods(10)),
            Map.entry("tax-audit-prod", pods(10)));
  }

  @Test
  void aShareForAnEnvironmentComesBeforeTheOneForItsSystem() {
    var ofSystem = share("filing", null, 1, Map.of(), Map.of());
    var ofProd = share("filing", "prod", 8, Map.of(), Map.of());

    var targets =
        Targets.of(List.of(grant(pods(30), ofSystem, ofProd)), List.of(PROD, TEST, AUDIT));

    assertThat(targets.values()).containsExactly(pods(24), pods(3), pods(3));
  }

  @Test
  void aShareForASystemHoldsForEachOfItsEnvironments() {
    var none = share("filing", null, 0, Map.of(), Map.of());

    var targets = Targets.of(List.of(grant(pods(30), none)), List.of(PROD, TEST, AUDIT));

    assertThat(targets.values()).containsExactly(pods(0), pods(0), pods(30));
  }

  @Test
  void ofTwoSharesForTheSameNamespaceTheFirstCounts() {
    var first = share("filing", "prod", 2, Map.of(), Map.of());
    var second = share("filing", "prod", 0, Map.of(), Map.of());

    var targets = Targets.of(List.of(grant(pods(30), first, second)), List.of(PROD, AUDIT));

    assertThat(targets.values()).containsExactly(pods(20), pods(10));
  }

  @Test
  void aShareWithoutWeightHasWeightOne() {
    var capped = share("filing", "prod", null, Map.of(), Map.of("pods", new Quantity("4")));

    var targets = Targets.of(List.of(grant(pods(6), capped)), List.of(PROD, AUDIT));

    assertThat(targets.values()).containsExactly(pods(3), pods(3));
  }

  @Test
  void eachGrantIsSharedOutByItsOwnDistributionAndTheSharesAddUp() {
    var onlyProd = share("filing", "test", 0, Map.of(), Map.of());

    var targets =
        Targets.of(List.of(grant(pods(10)), grant(pods(7), onlyProd)), List.of(PROD, TEST));

    assertThat(targets.values()).containsExactly(pods(12), pods(5));
  }

  @Test
  void declaredVolumesAreGuaranteedWhereTheyAreDeclared() {
    var storage = Amounts.of(QuotaKey.STORAGE, 100L << 30);
    var withVolume =
        new Room("tax-audit-prod", "audit", "prod", Amounts.of(QuotaKey.STORAGE, 80L << 30));

    var targets = Targets.of(List.of(grant(storage)), List.of(PROD, withVolume));

    assertThat(targets.values())
        .containsExactly(
            Amounts.of(QuotaKey.STORAGE, 10L << 30), Amounts.of(QuotaKey.STORAGE, 90L << 30));
  }

  @Test
  void aDeclaredVolumeIsGuaranteedOnceOverAllGrants() {
    var storage = Amounts.of(QuotaKey.STORAGE, 10L << 30);
    var withVolume = new Room("tax-audit-prod", "audit", "prod", storage);

    var targets = Targets.of(List.of(grant(storage), grant(storage)), List.of(PROD, withVolume));

    assertThat(targets.get("tax-filing-prod").orZero(QuotaKey.STORAGE)).isPositive();
  }

  @Test
  void theBudgetIsTheSumOfTheGrants() {
    assertThat(Targets.budget(List.of(grant(pods(10)), grant(pods(7))))).isEqualTo(pods(17));
    assertThat(Targets.budget(List.of())).isEqualTo(Amounts.NONE);
  }

  @Test
  void withoutGrantsNobodyHasATargetOfAnyKey() {
    assertThat(Targets.of(List.of(), List.of(PROD)))
        .isEqualTo(Map.of("tax-filing-prod", Amounts.NONE));
  }

  private static GrantInForce grant(Amounts granted, Share... shares) {
    return new GrantInForce("grant", granted, List.of(shares));
  }

  private static Share share(
      String system,
      @Nullable String environment,
      @Nullable Integer weight,
      Map<String, Quantity> guarantee,
      Map<String, Quantity> ceiling) {
    return new Share(system, environment, weight, guarantee, ceiling);
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
