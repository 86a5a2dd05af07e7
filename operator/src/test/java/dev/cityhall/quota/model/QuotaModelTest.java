package dev.cityhall.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.quota.model.World.Cell;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The budget holds in every reachable state under all rules, and each rule is needed: without it
 * there is a run to a state over the budget, which is printed.
 */
class QuotaModelTest {

  private static final Setting ONE_LEADER = Setting.ofLeaders(2, 2, 1);
  private static final Setting TWO_LEADERS = Setting.ofLeaders(2, 2, 2);
  private static final Setting RECOUNT = Setting.ofCounts(2, 2, 1, 1, 1);
  private static final Setting LATE_RECOUNT = Setting.ofCounts(2, 2, 1, 1, 2);
  private static final Setting CREATION = Setting.ofCreation(2, 2, 1, 2);

  static Stream<Setting> settings() {
    return Stream.of(
        ONE_LEADER,
        Setting.ofLeaders(4, 3, 1),
        TWO_LEADERS,
        Setting.ofLeaders(3, 2, 2),
        Setting.ofLeaders(2, 3, 2),
        Setting.ofLeaders(2, 2, 3),
        RECOUNT,
        LATE_RECOUNT,
        Setting.ofCounts(3, 1, 1, 1, 2),
        Setting.ofCounts(2, 1, 1, 2, 1),
        CREATION,
        Setting.ofCreation(2, 3, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theBudgetHoldsInEveryReachableState(Setting setting) {
    var outcome = new Search(setting).find(Search.overBudget(setting));

    System.out.printf("%,10d states, none over the budget: %s%n", outcome.states(), setting);
    assertThat(outcome.run()).as(setting.toString()).isEmpty();
  }

  /** Rule, where it is looked at, and the steps of the shortest run to a state over the budget. */
  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(Rule.COUNT_ENFORCED, ONE_LEADER, 5),
        Arguments.of(Rule.COUNT_USED, ONE_LEADER, 7),
        Arguments.of(Rule.LEADER_EPOCH, TWO_LEADERS, 10),
        Arguments.of(Rule.STAMP_FIRST, TWO_LEADERS, 10),
        Arguments.of(Rule.VERSIONED_WRITES, ONE_LEADER, 8),
        Arguments.of(Rule.FENCE, LATE_RECOUNT, 4),
        Arguments.of(Rule.CHARGES_ON_THE_WAY, RECOUNT, 5),
        Arguments.of(Rule.VERSIONED_RECOUNT, RECOUNT, 4),
        Arguments.of(Rule.FENCE_UPWARDS, RECOUNT, 14),
        Arguments.of(Rule.COUNT_UNANSWERED, ONE_LEADER, 8),
        Arguments.of(Rule.START_FROM_USED, RECOUNT, 6),
        Arguments.of(Rule.DROP_AFTER_PODS, RECOUNT, 7),
        Arguments.of(Rule.CREATE_AT_ZERO, CREATION, 13),
        Arguments.of(Rule.LIST_AFTER_CREATE, CREATION, 16),
        Arguments.of(Rule.LIST_AFTER_STAMP, CREATION, 16));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withoutTheRuleTheBudgetIsExceeded(Rule rule, Setting setting, int steps) {
    var broken = setting.without(rule);

    var outcome = new Search(broken).find(Search.overBudget(broken));

    System.out.println(rule.variant() + ":\n" + String.join("\n", outcome.run()));
    assertThat(outcome.run()).as(rule.variant()).hasSize(1 + steps);
  }

  @Test
  void everyRuleIsProvenToBeNeeded() {
    var proven = EnumSet.noneOf(Rule.class);
    rules().forEach(rule -> proven.add((Rule) rule.get()[0]));

    assertThat(proven).containsExactly(Rule.values());
  }

  @Test
  void everyKindOfStepIsTakenWhereTheBudgetHolds() {
    var taken = EnumSet.noneOf(Step.class);
    for (var setting : List.of(TWO_LEADERS, RECOUNT, Setting.ofCreation(2, 2, 1, 1))) {
      taken.addAll(new Search(setting).find(world -> false).taken());
    }

    assertThat(taken).containsExactly(Step.values());
  }

  @Test
  void theWholeBudgetCanMoveToOneNamespaceAndBeUsedThere() {
    var outcome =
        new Search(RECOUNT)
            .find(
                world ->
                    world.get(0, Cell.STORED) + world.get(1, Cell.STORED) == 2
                        && world.get(0, Cell.STORED) != 1);

    assertThat(outcome.run()).isNotEmpty();
  }

  @Test
  void aSecondLeaderCanTakeOverAndRaise() {
    var outcome =
        new Search(TWO_LEADERS)
            .find(
                world ->
                    world.phase(1) == World.Phase.RAISING
                        && world.get(0, Cell.SPEC) + world.get(1, Cell.SPEC) == 2
                        && world.get(0, Cell.SPEC) != 1
                        && world.phase(0) == World.Phase.RAISING);

    assertThat(outcome.run()).isNotEmpty();
  }
}
