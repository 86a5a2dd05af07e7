/**
 * Benches: the operator against a bare client, on a real control plane. Started by {@code
 * bench/run}; read {@link dev.cityhall.bench.ProvisionCommand} first, then {@code Pair}.
 */
package dev.cityhall.bench;
