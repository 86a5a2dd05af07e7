package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a grant. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DepartmentQuotaStatus(
    @Default("-1")
        @JsonPropertyDescription(
            "The generation that this status speaks of; -1 until the operator has seen the"
                + " resource.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they are derived from.")
        List<Condition> conditions,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Amounts in force: the part of the department's budget that comes from this grant."
                + " Raised only after the pool has room.")
        Map<String, Quantity> granted) {

  public DepartmentQuotaStatus {
    conditions = Absent.toEmpty(conditions);
    granted = Absent.toEmpty(granted);
  }
}
