package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.Latencies;

/**
 * What {@link Wants} has counted since it began; counts are of pods, times in nanoseconds, room by
 * the budget.
 */
final class Sums {
  long wanted;
  long admitted;
  long withdrawn;
  long refused;
  long falselyRefused;
  long falselyRefusedBesideReserve;
  long late;
  long nanos;
  long waitingNanos;
  double strandedNanos;
  final Latencies untilAdmitted = new Latencies();
  final Latencies refusedUntilAdmitted = new Latencies();
}
