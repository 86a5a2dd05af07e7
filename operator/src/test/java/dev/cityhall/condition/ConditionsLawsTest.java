package dev.cityhall.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.Condition;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConditionsLawsTest {

  private static final Instant THEN = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Verdict WHEN_READY = Verdict.holds("Ready", Reason.READY, "well");

  @Provide
  static Arbitrary<List<Verdict>> parts() {
    var reasons = Arrays.stream(Reason.values()).filter(r -> r.kind() != Reason.Kind.WELL).toList();
    var verdict =
        Combinators.combine(
                Arbitraries.of("Accepted", "NamespacesReady", "QuotaEnforced"),
                Arbitraries.of(true, false),
                Arbitraries.of(reasons))
            .as(
                (type, holds, reason) ->
                    holds
                        ? Verdict.holds(type, Reason.READY, "well")
                        : Verdict.fails(type, reason, "because of " + reason));
    return verdict.list().uniqueElements(Verdict::type).ofMaxSize(3);
  }

  @Property
  void theSameVerdictsLaterGiveAnEqualList(@ForAll("parts") List<Verdict> parts) {
    var once = judge(List.of(), parts, THEN);

    assertThat(judge(once, parts, NOW)).isEqualTo(once);
  }

  @Property
  void aTimeMovesIfAndOnlyIfItsStatusMoves(
      @ForAll("parts") List<Verdict> earlier, @ForAll("parts") List<Verdict> later) {
    var before = judge(List.of(), earlier, THEN);

    var after = judge(before, later, NOW);

    for (var condition : after) {
      var stayed =
          before.stream()
              .anyMatch(
                  c -> c.type().equals(condition.type()) && c.status().equals(condition.status()));
      assertThat(condition.lastTransitionTime()).isEqualTo((stayed ? THEN : NOW).toString());
    }
  }

  @Property
  void isReadyIfAndOnlyIfEveryPartHolds(@ForAll("parts") List<Verdict> parts) {
    var conditions = judge(List.of(), parts, NOW);

    assertThat(trueOnes(conditions).contains("Ready"))
        .isEqualTo(parts.stream().allMatch(Verdict::holds));
  }

  @Property
  void whatIsNotReadyIsUnderWayOrWaitsForAPerson(@ForAll("parts") List<Verdict> parts) {
    var holds = trueOnes(judge(List.of(), parts, NOW));

    assertThat(holds.contains("Ready"))
        .isEqualTo(!holds.contains("Reconciling") && !holds.contains("Stalled"));
  }

  /** Otherwise kstatus, which looks at Reconciling first, waits for what needs a person. */
  @Property
  void nothingIsUnderWayAndWaitingForAPersonAtOnce(@ForAll("parts") List<Verdict> parts) {
    var holds = trueOnes(judge(List.of(), parts, NOW));

    assertThat(holds.containsAll(List.of("Reconciling", "Stalled"))).isFalse();
  }

  @Property
  void listsEachTypeOnceSortedByType(@ForAll("parts") List<Verdict> parts) {
    var conditions = judge(List.of(), parts, NOW);

    assertThat(conditions)
        .isSortedAccordingTo(Comparator.comparing(Condition::type))
        .doesNotHaveDuplicates()
        .hasSize(parts.size() + 3)
        .extracting(Condition::type)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyReasonIsAnotherWordThatTheSchemaAllows() {
    var words = Arrays.stream(Reason.values()).map(Reason::toString).toList();

    assertThat(words)
        .doesNotHaveDuplicates()
        .allSatisfy(word -> assertThat(word).matches("[A-Z][A-Za-z]{1,63}"));
  }

  private static List<Condition> judge(List<Condition> before, List<Verdict> parts, Instant now) {
    return Conditions.of(before, parts, WHEN_READY, 1, now);
  }

  private static List<String> trueOnes(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> c.status().equals("True"))
        .map(Condition::type)
        .collect(Collectors.toList());
  }
}
