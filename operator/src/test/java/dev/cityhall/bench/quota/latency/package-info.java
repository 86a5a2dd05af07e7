/**
 * How long quota makes one wait: from a refusal to running pods where the department has room
 * elsewhere, and what it adds to the create of a pod for which there is room.
 *
 * <p>Read {@link dev.cityhall.bench.quota.latency.LatencyCommand} first, then {@code Episodes} and
 * {@code AddedLatency}.
 */
package dev.cityhall.bench.quota.latency;
