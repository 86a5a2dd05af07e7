package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaSpec;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionJudgeTest {

  @Test
  void aGrantWithoutSharesHasNothingThatCouldNotFit() {
    assertThat(judge("{}")).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "shares: [{system: vat}]                     | ",
        "shares: [{system: vat, environment: prod}]  | ",
        "shares: [{system: vatt}]                    | share of vatt. It has bus (prod), vat (prod,"
            + " test).",
        "shares: [{system: bus, environment: test}]  | share of bus/test. It has",
        "'hints: [{system: mail, from: \"07:00\", until: \"09:00\", amounts: {pods: 1}}]' | hint"
            + " for mail. It has"
      })
  void namesSharesOfWhatIsNotThereAndWhatIs(String distribution, String message) {
    var verdict = judge("{" + distribution + "}").orElseThrow();

    assertThat(verdict.holds()).isEqualTo(message == null);
    if (message != null) {
      assertThat(verdict.reason()).isEqualTo(Reason.UNKNOWN_SYSTEM);
      assertThat(verdict.message()).contains("department tax", message, "Correct");
    }
  }

  @ParameterizedTest(name = "guarantees of {0} each, three namespaces, pods=10")
  @CsvSource({"3, true", "4, false"})
  void guaranteesCountOnceForEachEnvironment(int each, boolean fits) {
    var verdict =
        judge(
                "{shares: [{system: vat, guarantee: {pods: %1$d}}, {system: bus, guarantee: {pods: %1$d}}]}"
                    .formatted(each))
            .orElseThrow();

    assertThat(verdict.holds()).isEqualTo(fits);
    if (!fits) {
      assertThat(verdict.reason()).isEqualTo(Reason.GUARANTEES_TOO_LARGE);
      assertThat(verdict.message()).contains("together are pods=12, and the grant has pods=10");
    }
  }

  private static Optional<Verdict> judge(String distribution) {
    var spec =
        Serialization.unmarshal(
            "department: tax\nhard: {pods: 10}\ndistribution: " + distribution,
            DepartmentQuotaSpec.class);
    return DistributionJudge.of(
        spec, new TreeMap<>(Map.of("vat", List.of("prod", "test"), "bus", List.of("prod"))));
  }
}
