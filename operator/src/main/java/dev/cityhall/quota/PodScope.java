package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a native quota with scopes counts a pod, by the rules of the native pod evaluator. Our
 * own quota has no scope and counts every pod.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes">Quota
 *     scopes</a>
 */
public final class PodScope {

  private static final Set<String> QUALITY_RESOURCES = Set.of("cpu", "memory");

  /**
   * Whether every scope of the quota matches the pod; a quota without scopes counts all.
   *
   * @param quotaSpec {@code spec} of a native ResourceQuota
   */
  public static boolean counts(JsonNode quotaSpec, JsonNode pod) {
    for (var scope : quotaSpec.path("scopes")) {
      if (!matches(scope.asText(), "Exists", Set.of(), pod)) {
        return false;
      }
    }
    for (var selector : quotaSpec.at("/scopeSelector/matchExpressions")) {
      var values = new HashSet<String>();
      selector.path("values").forEach(value -> values.add(value.asText()));
      var operator = selector.path("operator").asText();
      if (!matches(selector.path("scopeName").asText(), operator, values, pod)) {
        return false;
      }
    }
    return true;
  }

  /** An unknown scope matches nothing, as on the server. */
  private static boolean matches(String scope, String operator, Set<String> values, JsonNode pod) {
    return switch (scope) {
      case "Terminating" -> isTerminating(pod);
      case "NotTerminating" -> !isTerminating(pod);
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "PriorityClass" -> hasPriority(operator, values, pod);
      case "CrossNamespacePodAffinity" -> crossesNamespaces(pod.at("/spec/affinity"));
      default -> false;
    };
  }

  private static boolean isTerminating(JsonNode pod) {
    return pod.at("/spec/activeDeadlineSeconds").asLong(-1) >= 0;
  }

  private static boolean isBestEffort(JsonNode pod) {
    var quality = pod.at("/status/qosClass").asText();
    return quality.isEmpty() ? asksForNothing(pod.path("spec")) : quality.equals("BestEffort");
  }

  private static boolean asksForNothing(JsonNode spec) {
    if (spec.path("resources").isObject()) {
      return isNothing(spec.path("resources"));
    }
    for (var list : Set.of("containers", "initContainers")) {
      for (var container : spec.path(list)) {
        if (!isNothing(container.path("resources"))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isNothing(JsonNode resources) {
    return QUALITY_RESOURCES.stream()
        .flatMap(
            n -> Set.of("requests", "limits").stream().map(side -> resources.path(side).path(n)))
        .allMatch(amount -> amount.isMissingNode() || isZero(amount.asText()));
  }

  private static boolean isZero(String quantity) {
    return PodResources.quantity(quantity).signum() == 0;
  }

  private static boolean hasPriority(String operator, Set<String> values, JsonNode pod) {
    var priority = pod.at("/spec/priorityClassName").asText();
    return switch (operator) {
      case "Exists" -> !priority.isEmpty();
      case "DoesNotExist" -> priority.isEmpty();
      case "In" -> !priority.isEmpty() && values.contains(priority);
      case "NotIn" -> priority.isEmpty() || !values.contains(priority);
      default -> false;
    };
  }

  private static boolean crossesNamespaces(JsonNode affinity) {
    for (var direction : Set.of("podAffinity", "podAntiAffinity")) {
      var rules = affinity.path(direction);
      for (var term : rules.path("requiredDuringSchedulingIgnoredDuringExecution")) {
        if (namesNamespaces(term)) {
          return true;
        }
      }
      for (var term : rules.path("preferredDuringSchedulingIgnoredDuringExecution")) {
        if (namesNamespaces(term.path("podAffinityTerm"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean namesNamespaces(JsonNode term) {
    return !term.path("namespaces").isEmpty() || term.path("namespaceSelector").isObject();
  }

  private PodScope() {}
}
