package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The city's figures. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CityStatus(
    @Default("-1")
        @JsonPropertyDescription(
            "The generation that this status speaks of; -1 until the operator has seen the"
                + " resource.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they are derived from.")
        List<Condition> conditions,
    @Size(max = 16)
        @JsonPropertyDescription("Departments ready of those declared, such as `52/52`.")
        @Nullable String departments,
    @JsonPropertyDescription("Number of namespaces of all departments.")
        @Nullable Integer namespaces,
    @Size(max = 64) @JsonPropertyDescription("Sum of all budgets in force, by key of the pool.")
        Map<String, Quantity> granted) {

  public CityStatus {
    conditions = Absent.toEmpty(conditions);
    granted = Absent.toEmpty(granted);
  }
}
