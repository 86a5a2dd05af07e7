package dev.cityhall.arch.bad.measure;

import dev.cityhall.arch.bad.api.ApiThatKnowsConditions;

/** Breaks the order of the rooms, and makes a cycle. */
public record MeasureThatKnowsTheApi(ApiThatKnowsConditions api) {}
