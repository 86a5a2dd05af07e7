package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One condition by the Kubernetes API conventions ({@code metav1.Condition}). */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required
        @Size(max = 64)
        @Pattern("^[A-Z][A-Za-z]*$")
        @JsonPropertyDescription("What the condition is about, such as `Ready`.")
        String type,
    @Required
        @Pattern("^(True|False|Unknown)$")
        @JsonPropertyDescription("Whether the condition holds: `True`, `False` or `Unknown`.")
        String status,
    @Required
        @Size(max = 64)
        @Pattern("^[A-Z][A-Za-z]*$")
        @JsonPropertyDescription(
            "Stable word for the cause; docs/reference/reasons.md explains it.")
        String reason,
    @Required
        @Size(max = 4096)
        @JsonPropertyDescription("Who, what, the limit, the use, the request and what to do next.")
        String message,
    @Min(0) @JsonPropertyDescription("The `metadata.generation` that the condition was judged on.")
        long observedGeneration,
    @Required @Size(max = 32) @JsonPropertyDescription("When `status` last changed, RFC 3339, UTC.")
        String lastTransitionTime) {}
