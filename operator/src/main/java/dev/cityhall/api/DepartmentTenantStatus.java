package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator saw and did for one department. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DepartmentTenantStatus(
    @Default("-1")
        @JsonPropertyDescription(
            "The generation that this status speaks of; -1 until the operator has seen the"
                + " resource.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they are derived from.")
        List<Condition> conditions,
    @Size(max = 16) @JsonPropertyDescription("Namespaces ready of those declared, such as `6/6`.")
        @Nullable String summary,
    @Size(max = 640)
        @JsonPropertyDescription("Every namespace of the department: the record of membership.")
        List<NamespaceStatus> namespaces) {

  public DepartmentTenantStatus {
    conditions = Absent.toEmpty(conditions);
    namespaces = Absent.toEmpty(namespaces);
  }

  /** Where a namespace stands. */
  public enum Phase {
    /** On its way; {@code message} says what it waits for. */
    @JsonProperty("Provisioning")
    PROVISIONING,
    /** Walls, quota and standard proven; access granted. */
    @JsonProperty("Ready")
    READY,
    /** Cannot go on without somebody's act; {@code message} says whose. */
    @JsonProperty("Blocked")
    BLOCKED,
    /** No longer declared: kept with its walls, without access. */
    @JsonProperty("Retired")
    RETIRED,
    /** Ordered to be deleted, not gone yet. */
    @JsonProperty("Deleting")
    DELETING
  }

  /** One namespace of the department. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NamespaceStatus(
      @Required @Size(max = 63) @JsonPropertyDescription("Name of the namespace.") String name,
      @Size(max = 64)
          @JsonPropertyDescription("metadata.uid of the namespace; absent until it exists.")
          @Nullable String uid,
      @Required @JsonPropertyDescription("Provisioning, Ready, Blocked, Retired or Deleting.")
          Phase phase,
      @Size(max = 64)
          @JsonPropertyDescription("Stable word for the cause when the phase is not Ready.")
          @Nullable String reason,
      @Size(max = 1024) @JsonPropertyDescription("What the namespace waits for, and what to do.")
          @Nullable String message) {}
}
