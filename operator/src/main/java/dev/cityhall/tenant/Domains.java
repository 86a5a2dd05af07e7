package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.Observed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose the domains are: the department's that declared them first. */
final class Domains {

  /**
   * Domains of this department that are also, as a whole or in part, of another one whose resource
   * is older, or as old and earlier by name.
   *
   * @return domain to the department that declared it first
   */
  static Map<String, String> taken(DepartmentTenant tenant, Collection<Observed> tenants) {
    var taken = new HashMap<String, String>();
    var domains = tenant.getSpec().domains();
    var mine = tenant.getMetadata().getCreationTimestamp() + tenant.getMetadata().getName();
    for (var other : tenants) {
      if ((createdOf(other) + other.ref().name()).compareTo(mine) < 0) {
        var theirs = of(other);
        domains.stream()
            .filter(domain -> theirs.stream().anyMatch(their -> overlap(domain, their)))
            .forEach(domain -> taken.putIfAbsent(domain, other.ref().name()));
      }
    }
    return taken;
  }

  /** Whether a domain of one department is, as a whole or in part, one of the other's. */
  static boolean overlap(Observed one, Observed other) {
    var others = of(other);
    return of(one).stream().anyMatch(d -> others.stream().anyMatch(their -> overlap(d, their)));
  }

  /** Whether there are host names that end in both. */
  private static boolean overlap(String one, String other) {
    return ("." + one).endsWith("." + other) || ("." + other).endsWith("." + one);
  }

  private static List<String> of(Observed tenant) {
    var domains = new ArrayList<String>();
    tenant.kept().at("/spec/domains").forEach(domain -> domains.add(domain.asText()));
    return domains;
  }

  private static String createdOf(Observed tenant) {
    return tenant.kept().at("/metadata/creationTimestamp").asText();
  }

  private Domains() {}
}
