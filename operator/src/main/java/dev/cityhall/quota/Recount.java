package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.TreeMap;

/** The own recount of a native quota: what its {@code status.used} may be lowered to. */
public final class Recount {

  /**
   * {@code min(used, live + max(0, rises − adds))} for every key of {@code used} that pods have;
   * the other keys as they are. Never raises.
   *
   * @param used {@code status.used} at the version that the result is written at
   * @param live Σ charges of the pods that are there
   * @param rises Σ increases of {@code status.used} seen
   * @param adds Σ charges of the pods seen added
   */
  public static Amounts of(Amounts used, Amounts live, Amounts rises, Amounts adds) {
    var inFlight = rises.minus(adds);
    var next = new TreeMap<QuotaKey, Long>();
    for (var key : used.keys()) {
      var is = used.orZero(key);
      next.put(
          key,
          live.has(key) || rises.has(key)
              ? Math.min(is, saturating(live.orZero(key), inFlight.orZero(key)))
              : is);
    }
    return Amounts.of(next);
  }

  private static long saturating(long a, long b) {
    var sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private Recount() {}
}
