package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.QuotaAmounts;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsTest {

  private static final String EARLY = "2026-01-01T00:00:00Z";
  private static final String NOON = "2026-01-01T12:00:00Z";
  private static final String LATE = "2026-01-02T00:00:00Z";

  private static final DepartmentTenant TAX = tenant("tax", NOON, "tax.jinan.gov.cn");

  @Test
  void aDomainIsTheOlderResources() {
    var older = observed("health", EARLY, "tax.jinan.gov.cn");
    var younger = observed("health", LATE, "tax.jinan.gov.cn");

    assertThat(Domains.taken(TAX, List.of(older))).isEqualTo(Map.of("tax.jinan.gov.cn", "health"));
    assertThat(Domains.taken(TAX, List.of(younger))).isEmpty();
  }

  @Test
  void ofResourcesAsOldAsEachOtherTheEarlierNameHasIt() {
    var before = observed("health", NOON, "tax.jinan.gov.cn");
    var after = observed("water", NOON, "tax.jinan.gov.cn");

    assertThat(Domains.taken(TAX, List.of(before))).containsValue("health");
    assertThat(Domains.taken(TAX, List.of(after))).isEmpty();
  }

  @Test
  void nobodyTakesADomainFromHimself() {
    assertThat(Domains.taken(TAX, List.of(observed("tax", NOON, "tax.jinan.gov.cn")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tax.jinan.gov.cn, true",
    "jinan.gov.cn, true",
    "filing.tax.jinan.gov.cn, true",
    "health.jinan.gov.cn, false",
    "mytax.jinan.gov.cn, false",
    "tax.jinan.gov, false"
  })
  void takesTheDomainItselfWhatIsBelowItAndWhatIsAboveIt(String other, boolean overlaps) {
    var one = observed("tax", NOON, "tax.jinan.gov.cn");
    var two = observed("health", EARLY, other);

    assertThat(Domains.taken(TAX, List.of(two)).isEmpty()).isNotEqualTo(overlaps);
    assertThat(Domains.overlap(one, two)).isEqualTo(overlaps);
    assertThat(Domains.overlap(two, one)).isEqualTo(overlaps);
  }

  private static DepartmentTenant tenant(String name, String created, String domain) {
    return Serialization.unmarshal(yaml(name, created, domain), DepartmentTenant.class);
  }

  private static Observed observed(String name, String created, String domain) {
    return new Observed(
        new Ref(ObjectKind.DEPARTMENT_TENANT, "", name),
        "uid-of-" + name,
        1,
        name,
        "digest",
        false,
        Serialization.unmarshal(yaml(name, created, domain), JsonNode.class),
        new QuotaAmounts(Amounts.NONE, Amounts.NONE, Amounts.NONE));
  }

  private static String yaml(String name, String created, String domain) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %s, creationTimestamp: "%s"}
    spec: {displayName: %s, domains: [%s]}
    """
        .formatted(name, created, name, domain);
  }
}
