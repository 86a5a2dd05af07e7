package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Rounded;
import java.util.Arrays;

/** Times, kept one by one: exact percentiles, 4 bytes each. */
public final class Latencies {

  /** Milliseconds; zeros if there was none. */
  public record Percentiles(long count, double p50, double p95, double p99, double max) {}

  private int[] micros = new int[1024];
  private int count;

  public synchronized void add(long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, nanos) / 1000);
    count++;
  }

  public synchronized void addAll(Latencies other) {
    var theirs = other.sorted();
    for (var each : theirs) {
      add(each * 1000L);
    }
  }

  synchronized int[] sorted() {
    var sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted;
  }

  public Percentiles percentiles() {
    var sorted = sorted();
    if (sorted.length == 0) {
      return new Percentiles(0, 0, 0, 0, 0);
    }
    return new Percentiles(
        sorted.length, at(sorted, 50), at(sorted, 95), at(sorted, 99), at(sorted, 100));
  }

  /** The smallest that at least so many percent do not exceed. */
  private static double at(int[] sorted, int percent) {
    var rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return Rounded.to(2, sorted[Math.max(0, rank - 1)] / 1000.0);
  }
}
