package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of a HorizontalPodAutoscaler.
 *
 * @param targetKind kind of the workload that it scales
 * @param desired how many pods it wanted at its last look; 0 before the first
 * @param most {@code spec.maxReplicas}
 * @param select which of the policies holds
 * @param policies how fast it may scale up
 */
public record Autoscaler(
    String namespace,
    String targetKind,
    String targetName,
    long desired,
    long most,
    Select select,
    List<Policy> policies) {

  /** As Kubernetes has it where an autoscaler says nothing. */
  private static final List<Policy> USUAL = List.of(new Policy(false, 4), new Policy(true, 100));

  /** Which of several policies holds: the one that allows most, or least; or none may be used. */
  public enum Select {
    MAX,
    MIN,
    DISABLED
  }

  /**
   * What may be added in one period.
   *
   * @param isPercent whether the value is a percentage of what there is, or else a count of pods
   */
  public record Policy(boolean isPercent, long value) {}

  public Autoscaler {
    policies = List.copyOf(policies);
  }

  static Autoscaler of(JsonNode autoscaler) {
    var target = autoscaler.at("/spec/scaleTargetRef");
    var up = autoscaler.at("/spec/behavior/scaleUp");
    var policies = new ArrayList<Policy>();
    for (var policy : up.path("policies")) {
      var isPercent = policy.path("type").asText().equals("Percent");
      policies.add(new Policy(isPercent, policy.path("value").asLong()));
    }
    return new Autoscaler(
        autoscaler.at("/metadata/namespace").asText(),
        target.path("kind").asText(),
        target.path("name").asText(),
        autoscaler.at("/status/desiredReplicas").asLong(),
        autoscaler.at("/spec/maxReplicas").asLong(),
        switch (up.path("selectPolicy").asText()) {
          case "Disabled" -> Select.DISABLED;
          case "Min" -> Select.MIN;
          default -> Select.MAX;
        },
        policies.isEmpty() ? USUAL : policies);
  }

  /**
   * Whether the workload that controls a pod, or was refused one, is what this scales; a ReplicaSet
   * of a Deployment is known by its name.
   */
  public boolean scales(String kind, String name) {
    if (targetKind.equals("Deployment")) {
      return kind.equals("ReplicaSet")
          && name.lastIndexOf('-') == targetName.length()
          && name.startsWith(targetName);
    }
    return kind.equals(targetKind) && name.equals(targetName);
  }
}
