package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.cityhall.api.DepartmentQuotaStatus.Summary;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A namespace's part of its department's budget, and the whole. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DepartmentViewStatus(
    @Size(max = 20) @JsonPropertyDescription("Code of the department.") String department,
    @Size(max = 256) @JsonPropertyDescription("Full name of the department.") String displayName,
    @Size(max = 64) @JsonPropertyDescription("What this namespace may use at most.")
        Map<String, Quantity> hard,
    @Size(max = 64) @JsonPropertyDescription("What this namespace uses.")
        Map<String, Quantity> used,
    @Size(max = 64) @JsonPropertyDescription("What this namespace may still use.")
        Map<String, Quantity> headroom,
    @JsonPropertyDescription("Use and limit of this namespace in short.") @Nullable Summary summary,
    @Size(max = 64)
        @JsonPropertyDescription("Budget of the whole department: the sum of its grants in force.")
        Map<String, Quantity> budget,
    @Size(max = 64) @JsonPropertyDescription("What all namespaces of the department use together.")
        Map<String, Quantity> budgetUsed,
    @Size(max = 64) @JsonPropertyDescription("What the department may still use of its budget.")
        Map<String, Quantity> budgetHeadroom,
    @Size(max = 256) @JsonPropertyDescription("Use and budget of the whole department in one line.")
        @Nullable String budgetUse,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Who of this namespace waits for quota: the first ten, who waits longest first.")
        List<Waiting> waiting,
    @JsonPropertyDescription("How many workloads of this namespace wait for quota in all.")
        @Nullable Integer waitingCount,
    @Size(max = 1024) @JsonPropertyDescription("How the namespace stands, and what to do.")
        @Nullable String message) {

  public DepartmentViewStatus {
    hard = Absent.toEmpty(hard);
    used = Absent.toEmpty(used);
    headroom = Absent.toEmpty(headroom);
    budget = Absent.toEmpty(budget);
    budgetUsed = Absent.toEmpty(budgetUsed);
    budgetHeadroom = Absent.toEmpty(budgetHeadroom);
    waiting = Absent.toEmpty(waiting);
  }

  /** One that was refused for want of quota. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Waiting(
      @Required
          @Size(max = 320)
          @JsonPropertyDescription("Kind and name, such as `ReplicaSet web-7d9c`.")
          String what,
      @JsonPropertyDescription("How many pods it lacks.") @Nullable Long pods,
      @Size(max = 64) @JsonPropertyDescription("What the quota is charged for one of them.")
          Map<String, Quantity> each,
      @Size(max = 40) @JsonPropertyDescription("When it was refused first.") @Nullable String since,
      @Size(max = 512) @JsonPropertyDescription("What it waits for, and what to do.")
          @Nullable String message) {

    public Waiting {
      each = Absent.toEmpty(each);
    }
  }
}
