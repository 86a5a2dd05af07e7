package dev.cityhall.quota;

import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;
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
    var amounts = quota.amounts();
    return new NativeQuota(
        amounts.hard(), amounts.enforced(), amounts.used(), NativeQuotas.epochOf(quota));
  }

  private static boolean isOurs(Observed object) {
    return object.ref().kind() == ObjectKind.RESOURCE_QUOTA && object.ref().name().equals(NAME);
  }

  private ObservedQuotas() {}
}
