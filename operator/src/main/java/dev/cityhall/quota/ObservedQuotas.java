package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.measure.Amounts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads our native ResourceQuotas out of the mirror. */
public final class ObservedQuotas {

  /** Name of the native ResourceQuota in every namespace of a department. */
  public static final String NAME = "cityhall";

  /** The department's native quotas by namespace, as last read or written. */
  public static Map<String, NativeQuota> ofDepartment(Mirror mirror, String department) {
    var quotas = new TreeMap<String, NativeQuota>();
    for (var object : mirror.ofDepartment(department)) {
      if (isOurs(object)) {
        quotas.put(object.ref().namespace(), parse(object));
      }
    }
    return quotas;
  }

  /** By department, the sum of its native quotas' bounds. */
  static Map<String, Amounts> boundsByDepartment(Mirror mirror) {
    var bounds = new HashMap<String, Amounts>();
    for (var object : mirror.all(ObjectKind.RESOURCE_QUOTA)) {
      if (isOurs(object) && !object.department().isEmpty()) {
        bounds.merge(object.department(), parse(object).bounds(), Amounts::plus);
      }
    }
    return bounds;
  }

  public static NativeQuota parse(Observed quota) {
    var kept = quota.kept();
    return new NativeQuota(
        amounts(kept.at("/spec/hard")),
        amounts(kept.at("/status/hard")),
        amounts(kept.at("/status/used")));
  }

  private static boolean isOurs(Observed object) {
    return object.ref().kind() == ObjectKind.RESOURCE_QUOTA && object.ref().name().equals(NAME);
  }

  private static Amounts amounts(JsonNode quantities) {
    var parsed = new LinkedHashMap<String, Quantity>();
    quantities
        .properties()
        .forEach(f -> parsed.put(f.getKey(), Quantity.parse(f.getValue().asText())));
    return Amounts.parse(parsed);
  }

  private ObservedQuotas() {}
}
