package dev.cityhall.cli;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import dev.cityhall.report.DepartmentPicture;
import dev.cityhall.report.GrantPicture;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a department, to be put together to its picture. Pure.
 *
 * @param quotas the native quotas by plane and namespace
 * @param grants all grants of the department; empty if they may not be read
 */
record PictureParts(
    String department,
    String displayName,
    Map<Plane, SortedMap<String, NativeQuota>> quotas,
    Optional<List<GrantPicture>> grants) {

  /** The picture of everything, with the parts that are granted apart. */
  DepartmentPicture whole(Map<String, DepartmentViewStatus> views) {
    var apart = new TreeMap<String, DepartmentPicture>();
    classes().forEach(name -> apart.put(name, picture(name, new TreeMap<>(), Map.of())));
    return picture("", apart, views);
  }

  private DepartmentPicture picture(
      String priorityClass,
      SortedMap<String, DepartmentPicture> apart,
      Map<String, DepartmentViewStatus> views) {
    return new DepartmentPicture(
        department,
        priorityClass,
        displayName,
        grants.map(
            all -> all.stream().filter(g -> g.priorityClass().equals(priorityClass)).toList()),
        quotas.getOrDefault(Plane.of(priorityClass), new TreeMap<>()),
        apart,
        views);
  }

  /** PriorityClasses that are granted apart, or still limited so. */
  private SortedSet<String> classes() {
    var classes = new TreeSet<String>();
    quotas.keySet().forEach(plane -> classes.add(plane.priorityClass()));
    grants.orElse(List.of()).forEach(grant -> classes.add(grant.priorityClass()));
    classes.remove("");
    return classes;
  }

  /** Native quotas, as far as they are ours, by plane and namespace. */
  static Map<Plane, SortedMap<String, NativeQuota>> byPlane(List<ResourceQuota> listed) {
    var quotas = new TreeMap<Plane, SortedMap<String, NativeQuota>>();
    for (var quota : listed) {
      Plane.ofQuota(quota.getMetadata().getName())
          .ifPresent(
              plane ->
                  quotas
                      .computeIfAbsent(plane, p -> new TreeMap<>())
                      .put(quota.getMetadata().getNamespace(), parse(quota)));
    }
    return quotas;
  }

  private static NativeQuota parse(ResourceQuota quota) {
    var annotations = Optional.ofNullable(quota.getMetadata().getAnnotations()).orElse(Map.of());
    var mark = annotations.getOrDefault(CityHall.LEADER_EPOCH, "0");
    var status = Optional.ofNullable(quota.getStatus());
    return new NativeQuota(
        amounts(quota.getSpec().getHard()),
        amounts(status.map(s -> s.getHard()).orElse(null)),
        amounts(status.map(s -> s.getUsed()).orElse(null)),
        mark.matches("[0-9]{1,18}") ? Long.parseLong(mark) : 0);
  }

  private static Amounts amounts(@Nullable Map<String, Quantity> quantities) {
    return quantities == null ? Amounts.NONE : Amounts.parse(quantities);
  }
}
