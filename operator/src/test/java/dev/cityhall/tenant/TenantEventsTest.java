package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuota;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of a grant wake its department. */
class TenantEventsTest {

  private static final String GRANT =
      """
      metadata: {name: tax-2026, uid: uid-1, generation: 1}
      spec: {department: tax, hard: {pods: 10}}
      status:
        observedGeneration: 1
        conditions: [{type: Ready, status: "True", reason: Granted, message: in force}]
        granted: {pods: "10"}
        used: {pods: "3"}
        headroom: {pods: "7"}
        summary: {pods: 3/10}
      """;

  @Test
  void aGrantsFiguresOfUseWakeNobody() {
    var used = GRANT.replace("\"3\"", "\"4\"").replace("\"7\"", "\"6\"").replace("3/10", "4/10");

    assertThat(used).isNotEqualTo(GRANT);
    assertThat(TenantEvents.decidesAnew(grant(used), grant(GRANT))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uid: uid-1 | uid: uid-2",
        "generation: 1} | generation: 2}",
        "generation: 1} | generation: 1, deletionTimestamp: 2026-01-01T00:00:00Z}",
        "observedGeneration: 1 | observedGeneration: 2",
        "reason: Granted | reason: UnknownDepartment",
        "granted: {pods: \"10\"} | granted: {pods: \"9\"}"
      })
  void whatDecidesAboutAmountsWakesTheDepartment(String before, String after) {
    var changed = GRANT.replaceFirst(Pattern.quote(before), after);

    assertThat(changed).isNotEqualTo(GRANT);
    assertThat(TenantEvents.decidesAnew(grant(changed), grant(GRANT))).isTrue();
  }

  @Test
  void theFirstStatusOfAGrantWakesTheDepartment() {
    var withoutStatus = GRANT.substring(0, GRANT.indexOf("status:\n"));

    assertThat(TenantEvents.decidesAnew(grant(GRANT), grant(withoutStatus))).isTrue();
  }

  private static DepartmentQuota grant(String yaml) {
    return Serialization.unmarshal(yaml, DepartmentQuota.class);
  }
}
