package dev.cityhall.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pods of every shape that a quota tells apart, all of them valid. */
final class RandomPods {

  /** A device that no driver claims. */
  static final String DEVICE = "example.com/device";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Resources and how their amounts are written; limits are never below requests. */
  private static final Map<String, List<String>> AMOUNTS =
      Map.of(
          "cpu", List.of("5m", "0.25", "1", "1500m", "2"),
          "memory", List.of("1000", "64Ki", "100M", "1Gi", "1.5Gi"),
          "ephemeral-storage", List.of("1Ki", "10M", "1Gi", "2Gi", "5e9"));

  private static final Map<String, List<String>> WITHOUT_OVERCOMMIT =
      Map.of("hugepages-2Mi", List.of("2Mi", "4Mi", "64Mi"), DEVICE, List.of("1", "2", "5"));

  /** A pod of one to three containers and up to three init containers, some of them sidecars. */
  static ObjectNode pod(Random random, String name) {
    var pod = MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", name);
    var spec = pod.putObject("spec").put("restartPolicy", "Never");
    var containers = spec.putArray("containers");
    for (var i = random.nextInt(3); i >= 0; i--) {
      containers.add(container(random, "c" + i));
    }
    var inits = spec.putArray("initContainers");
    for (var i = random.nextInt(4); i > 0; i--) {
      var init = container(random, "i" + i);
      if (random.nextBoolean()) {
        init.put("restartPolicy", "Always");
      }
      inits.add(init);
    }
    if (random.nextInt(4) == 0) {
      // above every sum of containers
      spec.putObject("resources").putObject("requests").put("cpu", "20").put("memory", "20Gi");
    }
    return pod;
  }

  private static ObjectNode container(Random random, String name) {
    var container = MAPPER.createObjectNode().put("name", name).put("image", "none.invalid/x");
    var resources = container.putObject("resources");
    var requests = resources.putObject("requests");
    var limits = resources.putObject("limits");
    AMOUNTS.forEach(
        (resource, amounts) -> {
          var least = random.nextInt(amounts.size());
          var most = least + random.nextInt(amounts.size() - least);
          // a quota of CPU and memory demands them of every container
          if (!resource.equals("ephemeral-storage") || random.nextBoolean()) {
            requests.put(resource, amounts.get(least));
            limits.put(resource, amounts.get(most));
          }
        });
    WITHOUT_OVERCOMMIT.forEach(
        (resource, amounts) -> {
          if (random.nextInt(3) == 0) {
            var amount = amounts.get(random.nextInt(amounts.size()));
            requests.put(resource, amount);
            limits.put(resource, amount);
          }
        });
    return container;
  }

  private RandomPods() {}
}
