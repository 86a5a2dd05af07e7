package dev.cityhall.tenant;

import static dev.cityhall.tenant.Inputs.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentTenantStatus;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenantJudgeTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private static final Inputs TAX =
      Inputs.of(
          """
          displayName: 税务局
          domains: [tax.jinan.gov.cn]
          systems:
            - {name: filing, environments: [{name: prod}]}
          """);

  private static final NamespaceStatus HOME = ready("tax");
  private static final NamespaceStatus FILING = ready("tax-filing-prod");

  @Test
  void aDepartmentWithAllNamespacesReadyAndQuotasInForceIsReady() {
    var status = judge(TAX, List.of(FILING, HOME), inForce(TAX));

    assertThat(status.summary()).isEqualTo("2/2");
    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.namespaces())
        .extracting(NamespaceStatus::name)
        .containsExactly("tax", "tax-filing-prod");
    assertThat(of("Ready", status).status()).isEqualTo("True");
    assertThat(of("Ready", status).message())
        .isEqualTo("2 namespaces ready; budget: pods=30, requests.cpu=300m");
    assertThat(of("Accepted", status).status()).isEqualTo("True");
    assertThat(of("NamespacesReady", status).message())
        .isEqualTo("2 of 2 declared namespaces are ready");
    assertThat(of("QuotaEnforced", status).message())
        .isEqualTo("budget: pods=30, requests.cpu=300m");
  }

  @Test
  void theSameJudgementLaterIsAnEqualStatus() {
    var before = judge(TAX, List.of(HOME, FILING), inForce(TAX));

    var after =
        TenantJudge.status(
            before,
            3,
            TAX.input(),
            TAX.plan(),
            List.of(FILING, HOME),
            Map.of(Plane.WHOLE, inForce(TAX)),
            NOW.plusSeconds(60));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void aDepartmentThatIsNotOnTheRosterWaitsForAPerson() {
    var status = judge(TAX.notOnRoster(), List.of(), Map.of());

    assertStalled(status, "Accepted", Reason.NOT_ON_ROSTER);
    assertThat(of("Accepted", status).message()).contains("department tax").contains("spec.roster");
  }

  @Test
  void aDomainThatAnotherDeclaredFirstWaitsForAPerson() {
    var taken = TAX.domainTaken("tax.jinan.gov.cn", "finance");

    var status = judge(taken, List.of(HOME, FILING), inForce(taken));

    assertStalled(status, "Accepted", Reason.DOMAIN_TAKEN);
    assertThat(of("Accepted", status).message())
        .startsWith("domain tax.jinan.gov.cn is taken: department finance was first to declare it");
  }

  @Test
  void anotherDomainThatIsTakenDoesNotMatter() {
    var other = TAX.domainTaken("health.jinan.gov.cn", "health");

    var status = judge(other, List.of(HOME, FILING), inForce(other));

    assertThat(of("Accepted", status).status()).isEqualTo("True");
  }

  @Test
  void aVolumeOfAClassThatWasNotGrantedWaitsForAPerson() {
    var inputs =
        Inputs.of(
            """
            displayName: 税务局
            storage: {classes: [slow]}
            systems:
              - name: filing
                environments:
                  - name: prod
                    volumes: [{name: data, storageClass: fast, size: 1Gi}]
            """);

    var status = judge(inputs, List.of(HOME, FILING), inForce(inputs));

    assertStalled(status, "Accepted", Reason.CLASS_NOT_GRANTED);
    assertThat(of("Accepted", status).message())
        .startsWith("volume data asks for storage class fast, granted are [slow]");
  }

  @Test
  void aDepartmentWithoutGrantWaitsForOne() {
    var inputs = TAX.granted();

    var status = judge(inputs, List.of(HOME, FILING), inForce(inputs));

    assertReconciling(status, "QuotaEnforced", Reason.NO_GRANT);
    assertThat(of("QuotaEnforced", status).message()).contains("spec.department: tax");
  }

  @Test
  void aQuotaThatIsNotAcknowledgedIsPending() {
    var quotas = new HashMap<>(inForce(TAX));
    quotas.computeIfPresent(
        "tax-filing-prod", (n, q) -> new NativeQuota(q.hard(), Amounts.NONE, Amounts.NONE));

    var status = judge(TAX, List.of(HOME, FILING), quotas);

    assertReconciling(status, "QuotaEnforced", Reason.QUOTA_PENDING);
    assertThat(of("QuotaEnforced", status).message())
        .isEqualTo("quotas not yet at their share: tax-filing-prod");
  }

  @Test
  void aQuotaThatLacksAKeyIsPending() {
    var quotas = new HashMap<>(inForce(TAX));
    var pods = amounts("pods", "30");
    quotas.put("tax-filing-prod", new NativeQuota(pods, pods, Amounts.NONE));

    var status = judge(TAX, List.of(HOME, FILING), quotas);

    assertReconciling(status, "QuotaEnforced", Reason.QUOTA_PENDING);
  }

  @Test
  void aQuotaThatIsMissingIsPendingUnlessItsNamespaceIsBeingDeleted() {
    var inputs = TAX.existing("tax", "tax-filing-prod", "tax-old-prod");
    var quotas = new HashMap<>(inForce(inputs));
    quotas.remove("tax-old-prod");
    var deleting = status("tax-old-prod", Phase.DELETING, Reason.DELETING, "going");
    var retired = status("tax-old-prod", Phase.RETIRED, Reason.RETIRED, "kept");

    assertReconciling(
        judge(inputs, List.of(HOME, FILING, retired), quotas),
        "QuotaEnforced",
        Reason.QUOTA_PENDING);
    assertThat(of("Ready", judge(inputs, List.of(HOME, FILING, deleting), quotas)).status())
        .isEqualTo("True");
  }

  @Test
  void useBeyondTheBudgetIsSaidAndBlocksNothing() {
    var quotas = new HashMap<>(inForce(TAX));
    quotas.computeIfPresent(
        "tax-filing-prod",
        (n, q) -> new NativeQuota(q.hard(), q.enforced(), amounts("pods", "33", "services", "9")));

    var status = judge(TAX, List.of(HOME, FILING), quotas);

    assertThat(of("QuotaEnforced", status).reason()).isEqualTo("OverBudget");
    assertThat(of("QuotaEnforced", status).message())
        .startsWith("the department uses more than its budget, by pods=3;");
    assertThat(of("Ready", status).status()).isEqualTo("True");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "NAMESPACE_NOT_ADOPTED",
        "NAMESPACE_OWNED_ELSEWHERE",
        "REFUSED",
        "VOLUME_REFUSED",
        "CONTESTED"
      })
  void aBlockedNamespaceWaitsForAPersonAndSaysItsReason(Reason reason) {
    var blocked = status("tax-filing-prod", Phase.BLOCKED, reason, "what to do");

    var status = judge(TAX, List.of(HOME, blocked), inForce(TAX));

    assertStalled(status, "NamespacesReady", reason);
    assertThat(of("NamespacesReady", status).message()).isEqualTo("what to do");
    assertThat(status.summary()).isEqualTo("1/2");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"NAMESPACE_TERMINATING", "RETRYING", "QUOTA_PENDING", "STANDARD_NOT_ENFORCED"})
  void aNamespaceOnItsWayIsReconcilingAndSaysItsReason(Reason reason) {
    var onItsWay = status("tax-filing-prod", Phase.PROVISIONING, reason, "soon");

    var status = judge(TAX, List.of(HOME, onItsWay), inForce(TAX));

    assertReconciling(status, "NamespacesReady", reason);
  }

  @Test
  void theBlockedNamespaceIsToldBeforeTheOneOnItsWayAndTheOthersAreCounted() {
    var onItsWay = status("tax", Phase.PROVISIONING, Reason.RETRYING, "soon");
    var blocked = status("tax-filing-prod", Phase.BLOCKED, Reason.REFUSED, "what to do");

    var status = judge(TAX, List.of(onItsWay, blocked), inForce(TAX));

    assertThat(of("NamespacesReady", status).reason()).isEqualTo("Refused");
    assertThat(of("NamespacesReady", status).message()).isEqualTo("what to do (and 1 more)");
  }

  @Test
  void aRetiredNamespaceLeavesTheDepartmentReadyAndIsNotCounted() {
    var inputs = TAX.existing("tax", "tax-filing-prod", "tax-old-prod");
    var retired = status("tax-old-prod", Phase.RETIRED, Reason.RETIRED, "kept");

    var status = judge(inputs, List.of(HOME, FILING, retired), inForce(inputs));

    assertThat(status.summary()).isEqualTo("2/2");
    assertThat(of("Ready", status).status()).isEqualTo("True");
    assertThat(status.namespaces()).contains(retired);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"WRONG_UID", "VOLUMES_KEPT"})
  void aDeletionOrderThatCannotBeCarriedOutWaitsForAPerson(Reason reason) {
    var inputs = TAX.existing("tax", "tax-filing-prod", "tax-old-prod");
    var kept = status("tax-old-prod", Phase.RETIRED, reason, "what to do");

    var status = judge(inputs, List.of(HOME, FILING, kept), inForce(inputs));

    assertThat(of("Stalled", status).status()).isEqualTo("True");
  }

  @Test
  void aSuspendedDepartmentIsReadyAndSaysThatItIsSuspended() {
    var inputs =
        Inputs.of(
            """
            displayName: 税务局
            suspended: true
            systems:
              - {name: filing, environments: [{name: prod}]}
            """);

    var status = judge(inputs, List.of(HOME, FILING), inForce(inputs));

    assertThat(of("Ready", status).status()).isEqualTo("True");
    assertThat(of("Ready", status).reason()).isEqualTo("Suspended");
  }

  private static void assertStalled(DepartmentTenantStatus status, String part, Reason reason) {
    assertThat(of(part, status).status()).isEqualTo("False");
    assertThat(of(part, status).reason()).isEqualTo(reason.toString());
    assertThat(of("Stalled", status).status()).isEqualTo("True");
    assertThat(of("Ready", status).reason()).isEqualTo(reason.toString());
    assertThat(of("Ready", status).message()).isEqualTo(of(part, status).message());
  }

  private static void assertReconciling(DepartmentTenantStatus status, String part, Reason reason) {
    assertThat(of(part, status).status()).isEqualTo("False");
    assertThat(of(part, status).reason()).isEqualTo(reason.toString());
    assertThat(of("Reconciling", status).status()).isEqualTo("True");
    assertThat(of("Stalled", status).status()).isEqualTo("False");
    assertThat(of("Ready", status).reason()).isEqualTo(reason.toString());
  }

  private static DepartmentTenantStatus judge(
      Inputs inputs, List<NamespaceStatus> namespaces, Map<String, NativeQuota> quotas) {
    return TenantJudge.status(
        null, 3, inputs.input(), inputs.plan(), namespaces, Map.of(Plane.WHOLE, quotas), NOW);
  }

  /** Every quota at its target and acknowledged, nothing in use. */
  private static Map<String, NativeQuota> inForce(Inputs inputs) {
    var quotas = new HashMap<String, NativeQuota>();
    inputs
        .plan()
        .targets()
        .forEach((name, target) -> quotas.put(name, new NativeQuota(target, target, Amounts.NONE)));
    return quotas;
  }

  private static NamespaceStatus ready(String name) {
    return status(name, Phase.READY, null, null);
  }

  private static NamespaceStatus status(
      String name, Phase phase, @Nullable Reason reason, @Nullable String message) {
    return NamespaceStatuses.of(name, "uid-of-" + name, phase, reason, message);
  }

  private static Condition of(String type, DepartmentTenantStatus status) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
