package dev.cityhall.cluster;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the HorizontalPodAutoscalers. */
public final class Autoscalers {

  private static final Logger log = LoggerFactory.getLogger(Autoscalers.class);
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 20;

  private final ApiServer api;

  public Autoscalers(ApiServer api) {
    this.api = api;
  }

  /**
   * Those of the namespaces that are of interest, by namespace; of 10,000 in the cluster at most,
   * so that nobody can make this dear by making many.
   *
   * @throws ApiFailure if they cannot be read
   */
  public Map<String, List<Autoscaler>> list(Predicate<String> isWanted) {
    var found = new ArrayList<Autoscaler>();
    var from = "";
    var pages = 0;
    do {
      JsonNode page = api.listPage(ObjectKind.AUTOSCALER, PAGE, from);
      for (var item : page.path("items")) {
        if (isWanted.test(item.at("/metadata/namespace").asText())) {
          found.add(Autoscaler.of(item));
        }
      }
      from = page.at("/metadata/continue").asText();
    } while (!from.isEmpty() && ++pages < MOST_PAGES);
    if (!from.isEmpty()) {
      log.warn(
          "there are more than {} HorizontalPodAutoscalers; for those after them no room is kept",
          PAGE * MOST_PAGES);
    }
    return found.stream().collect(groupingBy(Autoscaler::namespace));
  }
}
