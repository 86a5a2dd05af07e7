package dev.cityhall.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00.123456Z");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final Verdict WHEN_READY = Verdict.holds("Ready", Reason.READY, "all is well");
  private static final Verdict ACCEPTED = Verdict.holds("Accepted", Reason.READY, "accepted");
  private static final Verdict NO_GRANT =
      Verdict.fails("QuotaEnforced", Reason.NO_GRANT, "no grant in force");
  private static final Verdict NOT_ON_ROSTER =
      Verdict.fails("Accepted", Reason.NOT_ON_ROSTER, "not on the roster");

  @Test
  void isReadyWithTheGivenMessageWhenEveryPartHolds() {
    var conditions = judge(List.of(), MORNING, ACCEPTED);

    assertThat(of("Ready", conditions))
        .isEqualTo(
            new Condition("Ready", "True", "Ready", "all is well", 7, "2026-03-01T08:00:00Z"));
    assertThat(of("Reconciling", conditions).status()).isEqualTo("False");
    assertThat(of("Stalled", conditions).status()).isEqualTo("False");
    assertThat(of("Accepted", conditions).message()).isEqualTo("accepted");
  }

  @Test
  void isReconcilingWhileAPartIsOnItsWay() {
    var conditions = judge(List.of(), MORNING, ACCEPTED, NO_GRANT);

    assertThat(of("Ready", conditions).status()).isEqualTo("False");
    assertThat(of("Reconciling", conditions))
        .isEqualTo(
            new Condition(
                "Reconciling", "True", "NoGrant", "no grant in force", 7, "2026-03-01T08:00:00Z"));
    assertThat(of("Stalled", conditions).status()).isEqualTo("False");
  }

  @Test
  void isStalledWhileAPartWaitsForAPerson() {
    var conditions = judge(List.of(), MORNING, NOT_ON_ROSTER);

    assertThat(of("Ready", conditions).status()).isEqualTo("False");
    assertThat(of("Reconciling", conditions).status()).isEqualTo("False");
    assertThat(of("Stalled", conditions).reason()).isEqualTo("NotOnRoster");
  }

  @Test
  void readySpeaksOfWhatAPersonMustMendBeforeWhatPassesByItself() {
    var conditions = judge(List.of(), MORNING, NO_GRANT, NOT_ON_ROSTER);

    assertThat(of("Ready", conditions).reason()).isEqualTo("NotOnRoster");
    assertThat(of("Ready", conditions).message()).isEqualTo("not on the roster");
  }

  @Test
  void readySpeaksOfTheFirstOfSeveralFailuresOfAKind() {
    var contested = Verdict.fails("NamespacesReady", Reason.CONTESTED, "contested");

    var conditions = judge(List.of(), MORNING, NOT_ON_ROSTER, contested);

    assertThat(of("Ready", conditions).reason()).isEqualTo("NotOnRoster");
  }

  @Test
  void timeStandsStillWhileOnlyReasonAndMessageMove() {
    var before = judge(List.of(), MORNING, ACCEPTED, NO_GRANT);
    var pending = Verdict.fails("QuotaEnforced", Reason.QUOTA_PENDING, "not acknowledged yet");

    var after = judge(before, NOON, ACCEPTED, pending);

    assertThat(of("QuotaEnforced", after).reason()).isEqualTo("QuotaPending");
    assertThat(after)
        .extracting(Condition::lastTransitionTime)
        .containsOnly("2026-03-01T08:00:00Z");
  }

  @Test
  void timeMovesForExactlyTheConditionsWhoseStatusMoves() {
    var before = judge(List.of(), MORNING, ACCEPTED, NO_GRANT);
    var enforced = Verdict.holds("QuotaEnforced", Reason.READY, "enforced");

    var after = judge(before, NOON, ACCEPTED, enforced);

    assertThat(after)
        .filteredOn(c -> c.lastTransitionTime().equals("2026-03-01T12:00:00Z"))
        .extracting(Condition::type)
        .containsExactly("QuotaEnforced", "Ready", "Reconciling");
  }

  @Test
  void aConditionThatIsNoLongerJudgedIsGone() {
    var before = judge(List.of(), MORNING, ACCEPTED, NO_GRANT);

    var after = judge(before, NOON, ACCEPTED);

    assertThat(after)
        .extracting(Condition::type)
        .containsExactly("Accepted", "Ready", "Reconciling", "Stalled");
  }

  @Test
  void cutsAMessageToWhatTheSchemaAllows() {
    var verdict = Verdict.fails("Accepted", Reason.REFUSED, "x".repeat(5_000));

    assertThat(verdict.message()).hasSize(4_096).endsWith("x…");
    assertThat(Verdict.fails("Accepted", Reason.REFUSED, "x".repeat(4_096)).message())
        .hasSize(4_096)
        .endsWith("x");
  }

  private static List<Condition> judge(List<Condition> before, Instant now, Verdict... parts) {
    return Conditions.of(before, List.of(parts), WHEN_READY, 7, now);
  }

  private static Condition of(String type, List<Condition> conditions) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
  }
}
