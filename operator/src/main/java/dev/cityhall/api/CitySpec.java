package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the city declares for all its departments together. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.overcommitPercent) || self.overcommitPercent.all(k, has(self.pool) && k in"
            + " self.pool)",
    message =
        "overcommitPercent: names a key that pool does not have; it would have no effect, so"
            + " correct the key or add it to pool",
    fieldPath = ".overcommitPercent")
public record CitySpec(
    @Required @Size(min = 1, max = 100) @JsonPropertyDescription("Name of the city, such as 济南市.")
        String displayName,
    @Default("Asia/Shanghai")
        @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$")
        @JsonPropertyDescription("IANA time zone of the city's days and months.")
        @Nullable String timeZone,
    @Default("CNY")
        @Pattern("^[A-Z]{3}$")
        @JsonPropertyDescription("Currency of the city's bills, ISO 4217.")
        @Nullable String currency,
    @Size(max = 64)
        @ValidationRule(
            value = Rules.KEYS,
            message = Rules.KEYS_MESSAGE,
            messageExpression = Rules.KEYS_EXPRESSION)
        @ValidationRule(value = Rules.ONCE, message = Rules.ONCE_MESSAGE)
        @ValidationRule(value = Rules.SANE, message = Rules.SANE_MESSAGE)
        @ValidationRule(
            value = Rules.WHOLE,
            message = Rules.WHOLE_MESSAGE,
            messageExpression = Rules.WHOLE_EXPRESSION)
        @JsonPropertyDescription(
            "Capacity that the departments' budgets are granted from, by the keys of the native"
                + " ResourceQuota. A key that is absent is not limited.")
        Map<String, Quantity> pool,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Budgets may add up to this percentage of the pool, by key; absent: 100.")
        Map<String, @Min(100) @Max(1000) Integer> overcommitPercent,
    @Size(max = 512)
        @JsonPropertyDescription(
            "Departments of the city register. When given, a DepartmentTenant that is not on it is"
                + " not provisioned.")
        List<RosterEntry> roster,
    @JsonPropertyDescription(
            "Namespaces of the platform that every department's wall lets through.")
        @Nullable Platform platform,
    @JsonPropertyDescription("What the city wants to reach; reports compare with it.")
        @Nullable Targets targets) {

  public CitySpec {
    pool = Absent.toEmpty(pool);
    overcommitPercent = Absent.toEmpty(overcommitPercent);
    roster = Absent.toEmpty(roster);
  }

  /** One department of the city register. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RosterEntry(
      @Required
          @Size(min = 1, max = 20)
          @Pattern("^[a-z][a-z0-9]*$")
          @ValidationRule(value = Rules.CODE, message = Rules.DEPARTMENT_MESSAGE)
          @JsonPropertyDescription("Code of the department: the name of its DepartmentTenant.")
          String department,
      @Size(max = 100) @JsonPropertyDescription("Full name of the department.")
          @Nullable String displayName) {}

  /** Namespaces of the platform. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Platform(
      @Size(max = 8) @JsonPropertyDescription("Namespaces of the shared ingress controllers.")
          List<@Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") String>
              ingressNamespaces,
      @Size(max = 8) @JsonPropertyDescription("Namespaces of the shared monitoring.")
          List<@Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") String>
              monitoringNamespaces) {

    public Platform {
      ingressNamespaces = Absent.toEmpty(ingressNamespaces);
      monitoringNamespaces = Absent.toEmpty(monitoringNamespaces);
    }
  }

  /** What the city wants to reach. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Targets(
      @Min(1) @Max(100) @JsonPropertyDescription("CPU utilisation in percent, such as 60.")
          @Nullable Integer cpuUtilisationPercent,
      @Min(1)
          @Max(100)
          @JsonPropertyDescription(
              "Share of data and software used by several departments, in percent.")
          @Nullable Integer sharingRatePercent) {}
}
