/**
 * The quota protocol as a model: every interleaving of pods, controller-manager, leaders and own
 * recount on a small department is visited, breadth first, and the budget is checked in each state.
 *
 * <p>Read {@link dev.cityhall.quota.model.Rule} first, then {@code PodSteps}, {@code CountSteps}
 * and {@code LeaderSteps}: one small method for each step that can happen. The leaders decide by
 * the functions of the operator itself (see {@code Decisions}). Why it is built so, and what it
 * found: docs/adr/0009.
 */
package dev.cityhall.quota.model;
