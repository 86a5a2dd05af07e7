package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import java.util.HashSet;

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
    var recounted = new HashSet<>(live.keys());
    recounted.addAll(rises.keys());
    var atLeast = live.plus(rises.minus(adds));
    return used.with(used.only(recounted).atMost(atLeast));
  }

  private Recount() {}
}
