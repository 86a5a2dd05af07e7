package dev.cityhall.arch.bad.cluster;

import dev.cityhall.arch.bad.quota.QuotaThatKnowsTenants;

/** Breaks the order of the rooms. */
public record ClusterThatKnowsQuotas(QuotaThatKnowsTenants quota) {}
