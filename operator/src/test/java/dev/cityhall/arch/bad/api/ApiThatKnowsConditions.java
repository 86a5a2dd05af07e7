package dev.cityhall.arch.bad.api;

import dev.cityhall.arch.bad.condition.ConditionThatKnowsTheCluster;

/** Breaks the order of the rooms. */
public record ApiThatKnowsConditions(ConditionThatKnowsTheCluster condition) {}
