package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Grants that name nobody, that do not count yet or any more, and absurd ones. */
class GrantTest {

  private static final ControlPlane PLANE = ControlPlane.shared();
  private static final KubernetesClient ADMIN = PLANE.admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);

  private static final String TENANT =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: DepartmentTenant
      metadata: {name: %s}
      spec:
        displayName: 核准局
        systems: [{name: tax, environments: [{name: prod}, {name: test}]}]
      """;

  private static final String GRANT =
      """
      apiVersion: cityhall.dev/v1alpha1
      kind: ResourceQuota
      metadata: {name: %1$s-%2$s}
      spec: {department: %1$s, hard: {%3$s}}
      """;

  @BeforeAll
  static void theOperatorWorks() {
    OperatorUnderTest.on(PLANE);
  }

  @Test
  void aGrantForAnUnknownDepartmentWaitsAndCountsWhenTheDepartmentComes() {
    DEPARTMENTS.apply(GRANT.formatted("unknown", "2026", "pods: 10"));

    var waiting = DEPARTMENTS.awaitGrant("unknown-2026", "UnknownDepartment");
    assertThat(message(waiting))
        .contains("there is no DepartmentTenant unknown", "so nothing is granted")
        .contains("create it, or correct spec.department by a new grant");
    assertThat(waiting.getStatus().granted()).isEmpty();
    assertThat(ADMIN.namespaces().withName("unknown").get()).isNull();

    DEPARTMENTS.apply(TENANT.formatted("unknown"));

    DEPARTMENTS.awaitGrant("unknown-2026", "Granted");
    DEPARTMENTS.awaitReady("unknown");
    assertThat(Budget.hard(ADMIN, "unknown", "pods")).isEqualByComparingTo("10");
  }

  @Test
  void aDepartmentWithoutGrantIsToldWhatToApplyAndCanStartNothing() {
    DEPARTMENTS.apply(TENANT.formatted("poor"));

    var tenant = DEPARTMENTS.awaitReason("poor", "QuotaEnforced", "NoGrant");

    assertThat(Departments.condition(tenant, "QuotaEnforced").message())
        .contains("department poor has no grant in force, so no pod can start in it")
        .contains("apply a resourcequotas.cityhall.dev with spec.department: poor");
    assertThat(Budget.bounds(ADMIN, "poor", "pods")).isZero();
  }

  @Test
  void aGrantOfThePastNeverCounts() {
    DEPARTMENTS.apply(
        GRANT.formatted("past", "2026", "pods: 4") + "---\n" + TENANT.formatted("past"));
    DEPARTMENTS.apply(valid("past", "old", "validUntil: '2020-01-01T00:00:00+08:00'"));

    var expired = DEPARTMENTS.awaitGrant("past-old", "Expired");

    assertThat(message(expired))
        .isEqualTo("the grant's validity is over; its amounts no longer count");
    assertThat(expired.getStatus().granted()).isEmpty();
    DEPARTMENTS.awaitReady("past");
    assertThat(Budget.bounds(ADMIN, "past", "pods")).isEqualByComparingTo("4");
  }

  @Test
  void aGrantOfTheFutureDoesNotCountYet() {
    DEPARTMENTS.apply(
        GRANT.formatted("future", "2026", "pods: 4") + "---\n" + TENANT.formatted("future"));
    DEPARTMENTS.apply(valid("future", "new", "validFrom: '2099-01-01T00:00:00+08:00'"));

    var waiting = DEPARTMENTS.awaitGrant("future-new", "NotYetValid");

    assertThat(message(waiting)).isEqualTo("the grant counts from spec.validFrom on");
    assertThat(waiting.getStatus().granted()).isEmpty();
    DEPARTMENTS.awaitReady("future");
    assertThat(Budget.bounds(ADMIN, "future", "pods")).isEqualByComparingTo("4");
  }

  @Test
  void aGrantThatExpiresGivesItsAmountsBackByItself() {
    DEPARTMENTS.apply(
        GRANT.formatted("expiring", "2026", "pods: 4") + "---\n" + TENANT.formatted("expiring"));
    DEPARTMENTS.awaitReady("expiring");
    var end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.MILLIS);
    DEPARTMENTS.apply(valid("expiring", "season", "validUntil: '" + end + "'"));
    DEPARTMENTS.awaitGrant("expiring-season", "Granted");
    awaitPods("expiring", "12");

    DEPARTMENTS.awaitGrant("expiring-season", "Expired");

    assertThat(Instant.now()).isAfterOrEqualTo(end.minusSeconds(1));
    awaitPods("expiring", "4");
    assertThat(DEPARTMENTS.grant("expiring-2026").getStatus().granted().get("pods"))
        .hasToString("4");
  }

  @Test
  void aGrantThatBeginsCountsByItself() {
    DEPARTMENTS.apply(
        GRANT.formatted("beginning", "2026", "pods: 4") + "---\n" + TENANT.formatted("beginning"));
    DEPARTMENTS.awaitReady("beginning");
    var start = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
    DEPARTMENTS.apply(valid("beginning", "season", "validFrom: '" + start + "'"));
    DEPARTMENTS.awaitGrant("beginning-season", "NotYetValid");

    DEPARTMENTS.awaitGrant("beginning-season", "Granted");

    assertThat(Instant.now()).isAfterOrEqualTo(start.minusSeconds(1));
    awaitPods("beginning", "12");
  }

  @Test
  void aShareOfAnUnknownSystemIsSaidAndFoundWhenItIsDeclared() {
    DEPARTMENTS.apply(
        GRANT
            .formatted("misspelt", "2026", "pods: 4")
            .replace("}}", "}, distribution: {shares: [{system: later, weight: 3}]}}"));
    DEPARTMENTS.apply(TENANT.formatted("misspelt"));

    awaitRemark("misspelt-2026", "UnknownSystem");
    assertThat(condition(DEPARTMENTS.grant("misspelt-2026"), "Ready").orElseThrow().message())
        .startsWith("in force: pods=4; but without effect, because department misspelt has no")
        .contains("share of later. It has tax (prod, test).");

    DEPARTMENTS.apply(
        TENANT
            .formatted("misspelt")
            .replace("[{name: tax", "[{name: later, environments: [{name: prod}]}, {name: tax"));
    awaitRemark("misspelt-2026", "Granted");
  }

  @Test
  void theLargestAmountsStopNeitherTheDepartmentNorOthers() {
    var all = "pods: 1T, requests.cpu: 1T, requests.memory: 1E, services: 1T";
    DEPARTMENTS.apply(GRANT.formatted("absurd", "a", all));
    DEPARTMENTS.apply(GRANT.formatted("absurd", "b", all));
    DEPARTMENTS.apply(TENANT.formatted("absurd"));

    DEPARTMENTS.awaitGrant("absurd-a", "Granted");
    DEPARTMENTS.awaitGrant("absurd-b", "Granted");
    DEPARTMENTS.awaitReady("absurd");
    DEPARTMENTS.apply(
        GRANT.formatted("sober", "2026", "pods: 4") + "---\n" + TENANT.formatted("sober"));

    DEPARTMENTS.awaitGrant("sober-2026", "Granted");
    DEPARTMENTS.awaitReady("sober");
    assertThat(Budget.bounds(ADMIN, "sober", "pods")).isEqualByComparingTo("4");
  }

  /** The server reads such times, Java does not: one of them would stop every grant of the city. */
  @Test
  void aTimeThatOnlyTheServerCouldReadIsRefused() {
    for (var time : List.of("2026-01-01T00:00:00+20:00", "2026-01-01T00:00:00x5Z")) {
      assertThatThrownBy(
              () -> DEPARTMENTS.apply(valid("odd", "time", "validUntil: '" + time + "'")))
          .hasMessageContaining("spec.validUntil in body should match");
    }
  }

  private static String valid(String department, String name, String when) {
    return GRANT.formatted(department, name, "pods: 8").replace("}}", "}, " + when + "}");
  }

  private static void awaitPods(String department, String pods) {
    Await.until(
        department + " has pods=" + pods,
        () -> Budget.bounds(ADMIN, department, "pods").toPlainString().equals(pods),
        () -> Budget.bounds(ADMIN, department, "pods"));
  }

  private static void awaitRemark(String grant, String reason) {
    Await.until(
        grant + " has remark " + reason,
        () ->
            condition(DEPARTMENTS.grant(grant), "DistributionFits")
                .filter(remark -> remark.reason().equals(reason))
                .isPresent(),
        () -> DEPARTMENTS.grant(grant).getStatus());
  }

  private static String message(DepartmentQuota grant) {
    return condition(grant, "Granted").orElseThrow().message();
  }

  private static Optional<Condition> condition(DepartmentQuota grant, String type) {
    return Optional.ofNullable(grant.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.type().equals(type))
        .findFirst();
  }
}
