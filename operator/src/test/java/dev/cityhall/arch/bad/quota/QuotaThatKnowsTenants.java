package dev.cityhall.arch.bad.quota;

import dev.cityhall.arch.bad.tenant.TenantThatKnowsReports;

/** Breaks the order of the rooms. */
public record QuotaThatKnowsTenants(TenantThatKnowsReports tenant) {}
