package dev.cityhall.quota;

import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads our native ResourceQuotas out of the mirror. */
public final class ObservedQuotas {

  /** The department's native quotas of a plane by namespace, as last read or written. */
  public static Map<String, NativeQuota> ofDepartment(
      Mirror mirror, String department, Plane plane) {
    var quotas = new TreeMap<String, NativeQuota>();
    for (var object : mirror.ofDepartment(department)) {
      if (Plane.of(object).filter(plane::equals).isPresent()) {
        quotas.put(object.ref().namespace(), parse(object));
      }
    }
    return quotas;
  }

  /** The planes of which the department has a native quota anywhere. */
  public static SortedSet<Plane> planes(Mirror mirror, String department) {
    return mirror.ofDepartment(department).stream()
        .flatMap(object -> Plane.of(object).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** By department, the sum of the bounds of its native quotas of everything. */
  static Map<String, Amounts> boundsByDepartment(Mirror mirror) {
    var bounds = new HashMap<String, Amounts>();
    for (var object : mirror.all(ObjectKind.RESOURCE_QUOTA)) {
      if (object.ref().name().equals(Plane.WHOLE.quota()) && !object.department().isEmpty()) {
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

  private ObservedQuotas() {}
}
