package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.ExactQuantity;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod as a whole asks for, by name of the resource, in Kubernetes units.
 *
 * <p>Containers count together with the sidecars (init containers that restart always); an init
 * container counts with the sidecars before it, and the most of all these is taken. Pod-level
 * amounts of CPU, memory and huge pages stand in place of it, and the overhead of the runtime class
 * comes on top.
 *
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers#resources-calculation-for-scheduling-and-pod-admission">KEP-753</a>
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/1287-in-place-update-pod-resources">KEP-1287</a>
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/2837-pod-level-resource-spec">KEP-2837</a>
 */
final class PodResources {

  private static final String REQUESTS = "requests";
  private static final String LIMITS = "limits";

  private final JsonNode spec;
  private final Map<String, JsonNode> statuses = new HashMap<>();
  private final boolean isResizeInfeasible;

  private PodResources(JsonNode pod) {
    spec = pod.path("spec");
    var status = pod.path("status");
    status.path("containerStatuses").forEach(s -> statuses.put(s.path("name").asText(), s));
    status.path("initContainerStatuses").forEach(s -> statuses.put(s.path("name").asText(), s));
    isResizeInfeasible = isResizeInfeasible(status);
  }

  static Map<String, BigDecimal> requests(JsonNode pod) {
    var resources = new PodResources(pod);
    var sum = resources.sum(REQUESTS);
    add(sum, quantities(resources.spec.path("overhead")));
    return sum;
  }

  /** Overhead counts only on top of a limit that is there and not 0. */
  static Map<String, BigDecimal> limits(JsonNode pod) {
    var resources = new PodResources(pod);
    var sum = resources.sum(LIMITS);
    var overhead = quantities(resources.spec.path("overhead"));
    sum.replaceAll(
        (name, amount) ->
            amount.signum() == 0
                ? amount
                : amount.add(overhead.getOrDefault(name, BigDecimal.ZERO)));
    return sum;
  }

  private Map<String, BigDecimal> sum(String side) {
    var sum = new TreeMap<String, BigDecimal>();
    spec.path("containers").forEach(container -> add(sum, ofContainer(container, side)));
    var sidecars = new TreeMap<String, BigDecimal>();
    var most = new TreeMap<String, BigDecimal>();
    for (var container : spec.path("initContainers")) {
      if (isSidecar(container)) {
        var own = ofContainer(container, side);
        add(sum, own);
        add(sidecars, own);
        max(most, sidecars);
      } else {
        var together = quantities(container.path("resources").path(side));
        add(together, sidecars);
        max(most, together);
      }
    }
    max(sum, most);
    quantities(spec.path("resources").path(side)).entrySet().stream()
        .filter(e -> isPodLevel(e.getKey()))
        .forEach(e -> sum.put(e.getKey(), e.getValue()));
    return sum;
  }

  /**
   * While a resize is under way: the most of what is asked for, granted by the node and in force.
   * What is asked for does not count once the node has said that it can never be.
   */
  private Map<String, BigDecimal> ofContainer(JsonNode container, String side) {
    var asked = quantities(container.path("resources").path(side));
    var status = statuses.get(container.path("name").asText());
    if (status == null || !status.path("resources").isObject()) {
      return asked;
    }
    var amounts = quantities(status.path("resources").path(side));
    if (side.equals(REQUESTS)) {
      max(amounts, quantities(status.path("allocatedResources")));
    }
    if (!isResizeInfeasible) {
      max(amounts, asked);
    }
    return amounts;
  }

  private static boolean isSidecar(JsonNode initContainer) {
    return initContainer.path("restartPolicy").asText().equals("Always");
  }

  private static boolean isPodLevel(String name) {
    return name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-");
  }

  private static boolean isResizeInfeasible(JsonNode status) {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("PodResizePending")) {
        return condition.path("reason").asText().equals("Infeasible");
      }
    }
    return false;
  }

  /** A map of its own, free to be changed. */
  private static Map<String, BigDecimal> quantities(JsonNode resources) {
    var quantities = new TreeMap<String, BigDecimal>();
    resources
        .properties()
        .forEach(field -> quantities.put(field.getKey(), quantity(field.getValue().asText())));
    return quantities;
  }

  static BigDecimal quantity(String text) {
    return ExactQuantity.of(text).orElseGet(() -> Quantity.parse(text).getNumericalAmount());
  }

  private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
  }

  private static void max(Map<String, BigDecimal> most, Map<String, BigDecimal> others) {
    others.forEach((name, amount) -> most.merge(name, amount, BigDecimal::max));
  }
}
