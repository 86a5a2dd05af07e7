package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec;
import dev.cityhall.quota.GrantInForce;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 */
public record TenantInput(
    String department,
    DepartmentTenantSpec spec,
    Platform platform,
    List<GrantInForce> grants,
    boolean onRoster,
    Map<String, String> domainsTaken,
    Set<String> existing) {}
