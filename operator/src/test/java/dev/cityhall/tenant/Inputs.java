package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.GrantInForce;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Inputs of the plan as a person would write them; department {@code tax} unless said. */
record Inputs(TenantInput input) {

  static final Platform PLATFORM =
      new Platform(
          "cityhall-system",
          "cityhall-operator",
          "v1.33",
          List.of("ingress"),
          List.of("monitoring"),
          List.of("fast", "slow"));

  /** A department with a grant of 30 pods and 300 millicores, on the roster, that is new. */
  static Inputs of(String spec) {
    return new Inputs(
        new TenantInput(
            "tax",
            Serialization.unmarshal(spec, DepartmentTenantSpec.class),
            PLATFORM,
            List.of(grant("pods", "30", "requests.cpu", "300m")),
            true,
            Map.of(),
            Set.of()));
  }

  /** Keys and amounts in turn. */
  static GrantInForce grant(String... keysAndAmounts) {
    return new GrantInForce("grant", amounts(keysAndAmounts), List.of());
  }

  /** Keys and amounts in turn. */
  static Amounts amounts(String... keysAndAmounts) {
    var quantities = new LinkedHashMap<String, Quantity>();
    for (var i = 0; i < keysAndAmounts.length; i += 2) {
      quantities.put(keysAndAmounts[i], Quantity.parse(keysAndAmounts[i + 1]));
    }
    return Amounts.parse(quantities);
  }

  Inputs granted(GrantInForce... grants) {
    return new Inputs(
        new TenantInput(
            input.department(),
            input.spec(),
            input.platform(),
            List.of(grants),
            input.onRoster(),
            input.domainsTaken(),
            input.existing()));
  }

  Inputs existing(String... namespaces) {
    return new Inputs(
        new TenantInput(
            input.department(),
            input.spec(),
            input.platform(),
            input.grants(),
            input.onRoster(),
            input.domainsTaken(),
            Set.of(namespaces)));
  }

  Inputs notOnRoster() {
    return new Inputs(
        new TenantInput(
            input.department(),
            input.spec(),
            input.platform(),
            input.grants(),
            false,
            input.domainsTaken(),
            input.existing()));
  }

  Inputs domainTaken(String domain, String by) {
    return new Inputs(
        new TenantInput(
            input.department(),
            input.spec(),
            input.platform(),
            input.grants(),
            input.onRoster(),
            Map.of(domain, by),
            input.existing()));
  }

  TenantPlan plan() {
    return TenantPlan.of(input);
  }
}
