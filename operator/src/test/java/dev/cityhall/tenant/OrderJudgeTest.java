package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderJudgeTest {

  private static final String DECLARED =
      """
      displayName: 税务局
      deletionPolicy: Delete
      systems:
        - {name: filing, environments: [{name: prod}, {name: test}]}
      """;

  @Test
  void withoutOrdersThereIsNothingToSay() {
    assertThat(judged("")).isEmpty();
  }

  @Test
  void anOrderForWhatIsDeclaredNoLongerStandsAlone() {
    var remark = judged("deletionOrders: [{namespace: tax-old-prod, uid: u}]").orElseThrow();

    assertThat(remark.type()).isEqualTo("DeletionOrdersStandAlone");
    assertThat(remark.holds()).isTrue();
  }

  @Test
  void anOrderForADeclaredNamespaceIsToldWhereItIsDeclaredAndWhatToDo() {
    var remark =
        judged(
                "deletionOrders: [{namespace: tax-old-prod, uid: u}, {namespace: tax-filing-test,"
                    + " uid: v}, {namespace: tax-filing-prod, uid: w}]")
            .orElseThrow();

    assertThat(remark.holds()).isFalse();
    assertThat(remark.reason()).isEqualTo(Reason.STILL_DECLARED);
    assertThat(remark.message())
        .isEqualTo(
            "the deletion order for namespace tax-filing-test has no effect, because spec.systems"
                + " still declares it: environment test of system filing. Nothing was deleted."
                + " Remove that environment from spec.systems, and the namespace goes; or remove"
                + " the order from spec.deletionOrders, and it stays (and 1 more)");
  }

  @Test
  void theHomeNamespaceGoesLast() {
    var remark = judged("deletionOrders: [{namespace: tax, uid: u}]").orElseThrow();

    assertThat(remark.message())
        .startsWith("the deletion order for tax has no effect, because that is the home namespace")
        .contains("as long as spec.systems has a system: there are 1. Nothing was deleted.");
  }

  private static Optional<Verdict> judged(String orders) {
    var inputs = Inputs.of(DECLARED + orders);
    return OrderJudge.of(inputs.input(), inputs.plan());
  }
}
