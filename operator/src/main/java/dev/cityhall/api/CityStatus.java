package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
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
        Map<String, Quantity> granted,
    @JsonPropertyDescription(
            "Raises of grants that are decided and may not stand in their status yet. Every raise"
                + " is reserved here first, so that two operator processes that both take"
                + " themselves for the leader never give the same room out twice.")
        @Nullable Reservations reservations) {

  public CityStatus {
    conditions = Absent.toEmpty(conditions);
    granted = Absent.toEmpty(granted);
  }

  /** The raises that are under way. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Reservations(
      @Required
          @JsonPropertyDescription(
              "Grows by one with every change: who finds another number than the one it wrote reads"
                  + " everything anew.")
          long turn,
      @Size(max = 64) @JsonPropertyDescription("The raises, by grant.") List<Reservation> grants) {

    public Reservations {
      grants = Absent.toEmpty(grants);
    }
  }

  /** One raise. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Reservation(
      @Required @Size(max = 253) @JsonPropertyDescription("Name of the grant.") String name,
      @Required
          @Size(max = 32)
          @JsonPropertyDescription(
              "metadata.resourceVersion of the grant at which the raise was decided. It is written"
                  + " at this version or never, so the entry means nothing once the grant has"
                  + " another.")
          String version,
      @Required @Size(max = 64) @JsonPropertyDescription("Amounts in force once the raise stands.")
          Map<String, Quantity> granted) {

    public Reservation {
      granted = Absent.toEmpty(granted);
    }
  }
}
