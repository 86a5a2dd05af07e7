/**
 * Departments at work: Deployments of all their systems are scaled and rolled out after a plan, on
 * nodes on which pods seem to run, and every pod that is wanted is followed until it is there.
 *
 * <p>Read {@link dev.cityhall.bench.quota.city.DayCommand} and {@link
 * dev.cityhall.bench.quota.city.DepartmentsCommand} first, then {@code CityRun}; {@code Wants}
 * holds what the figures mean, {@code DayPlan} and {@code ChurnPlan} make the load.
 */
package dev.cityhall.bench.quota.city;
