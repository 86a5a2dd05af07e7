package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.QuotaKey;
import java.util.HashSet;
import java.util.Set;

/**
 * Which amounts of a quota's {@code status.used} were last changed by a count, and not by a charge.
 *
 * <p>The API server notes in {@code metadata.managedFields} who changed a field last: itself when
 * it charges a create, the controller-manager or the operator when they count. Where the server and
 * the controllers are one program with one name (k3s, MicroK8s), nothing is told to be counted.
 */
final class CountedUse {

  /** Names under which uses are counted; nothing is ever charged under them. */
  private static final Set<String> COUNTERS = Set.of("kube-controller-manager", ApiServer.AGENT);

  /** Keys of the uses that nobody but those who count has to answer for. */
  static Set<QuotaKey> of(JsonNode quota) {
    var counted = new HashSet<QuotaKey>();
    var charged = new HashSet<QuotaKey>();
    for (var manager : quota.at("/metadata/managedFields")) {
      var keys = COUNTERS.contains(manager.path("manager").asText()) ? counted : charged;
      manager
          .at("/fieldsV1/f:status/f:used")
          .fieldNames()
          .forEachRemaining(field -> key(field, keys));
    }
    counted.removeAll(charged);
    return counted;
  }

  /** A field is written {@code f:pods}; the map itself as a dot. */
  private static void key(String field, Set<QuotaKey> keys) {
    if (field.startsWith("f:")) {
      keys.add(new QuotaKey(field.substring(2)));
    }
  }

  private CountedUse() {}
}
