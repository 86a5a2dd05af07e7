package dev.cityhall.arch.bad.condition;

import dev.cityhall.arch.bad.cluster.ClusterThatKnowsQuotas;
import dev.cityhall.arch.bad.measure.MeasureThatKnowsTheApi;

/** Breaks the order of the rooms; uses measure, so that there is a cycle. */
public record ConditionThatKnowsTheCluster(
    ClusterThatKnowsQuotas cluster, MeasureThatKnowsTheApi measure) {}
