package dev.cityhall.quota.model;

import java.util.List;
import java.util.Set;

/**
 * What a search found.
 *
 * @param states that were reached
 * @param taken the kinds of steps that were taken
 * @param run the shortest run to a state that was looked for, told step by step; empty if none is
 *     reachable
 */
record Outcome(int states, Set<Step> taken, List<String> run) {}
