package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec;
import dev.cityhall.quota.CityZone;
import dev.cityhall.quota.GrantInForce;
import dev.cityhall.quota.Hints;
import dev.cityhall.quota.Plane;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that decides what a department gets: plain values, gathered once.
 *
 * @param department code of the department
 * @param spec what was asked for
 * @param platform what every department gets
 * @param grants the department's grants in force
 * @param onRoster whether the City's roster names the department, or there is no roster
 * @param domainsTaken domain to the department that declared it earlier
 * @param existing namespaces that carry the department's label now
 * @param now when it was gathered; busy hours depend on it
 * @param zone time zone of the city's days
 */
public record TenantInput(
    String department,
    DepartmentTenantSpec spec,
    Platform platform,
    List<GrantInForce> grants,
    boolean onRoster,
    Map<String, String> domainsTaken,
    Set<String> existing,
    Instant now,
    ZoneId zone) {

  /** Where no busy hours are declared. */
  TenantInput(
      String department,
      DepartmentTenantSpec spec,
      Platform platform,
      List<GrantInForce> grants,
      boolean onRoster,
      Map<String, String> domainsTaken,
      Set<String> existing) {
    this(
        department,
        spec,
        platform,
        grants,
        onRoster,
        domainsTaken,
        existing,
        Instant.EPOCH,
        CityZone.USUAL);
  }

  /** The grants in force for a plane. */
  List<GrantInForce> grants(Plane plane) {
    return grants.stream().filter(grant -> grant.plane().equals(plane)).toList();
  }

  /** The planes of which there are grants besides the whole. */
  SortedSet<Plane> scopedPlanes() {
    return grants.stream()
        .map(GrantInForce::plane)
        .filter(plane -> !plane.isWhole())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** When busy hours begin or end next; empty without any. */
  Optional<Instant> nextChange() {
    return grants.stream()
        .flatMap(grant -> Hints.nextChange(grant.hints(), now, zone).stream())
        .min(Instant::compareTo);
  }
}
