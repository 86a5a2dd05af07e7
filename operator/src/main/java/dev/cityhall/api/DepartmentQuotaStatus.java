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
        Map<String, Quantity> granted,
    @Size(max = 64)
        @JsonPropertyDescription(
            "What the department's namespaces use together, by the keys of this grant: charged to"
                + " the whole budget, not to this grant alone.")
        Map<String, Quantity> used,
    @Size(max = 64)
        @JsonPropertyDescription(
            "What the department may still use of its whole budget, by the keys of this grant; 0"
                + " where it uses more.")
        Map<String, Quantity> headroom,
    @JsonPropertyDescription("The department's figures in short.") @Nullable Summary summary) {

  public DepartmentQuotaStatus {
    conditions = Absent.toEmpty(conditions);
    granted = Absent.toEmpty(granted);
    used = Absent.toEmpty(used);
    headroom = Absent.toEmpty(headroom);
  }

  /**
   * Use and budget of the whole department, as {@code kubectl get} shows them; a text is absent
   * while the budget does not limit its key.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Summary(
      @Size(max = 32)
          @JsonPropertyDescription("CPU requests: cores in use of those budgeted, such as `12/40`.")
          @Nullable String cpu,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Memory requests in use of those budgeted, such as `30.5/160Gi`.")
          @Nullable String memory,
      @Size(max = 32)
          @JsonPropertyDescription("Storage claimed of that budgeted, such as `0.8/2Ti`.")
          @Nullable String storage,
      @Size(max = 48) @JsonPropertyDescription("Pods of those budgeted, such as `57/200`.")
          @Nullable String pods) {}
}
