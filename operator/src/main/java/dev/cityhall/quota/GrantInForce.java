package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec.Distribution;
import dev.cityhall.api.DepartmentQuotaSpec.Hint;
import dev.cityhall.api.DepartmentQuotaSpec.Mode;
import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.measure.Amounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grant whose amounts count now.
 *
 * @param granted amounts admitted to the pool
 * @param shares departures from the even distribution
 * @param isElastic whether the amounts follow use and demand
 * @param surge room for a roll-out in each namespace; none: by the largest pod there
 * @param hints busy hours
 * @param plane what it limits
 */
public record GrantInForce(
    String name,
    Amounts granted,
    List<Share> shares,
    boolean isElastic,
    Amounts surge,
    List<Hint> hints,
    Plane plane) {

  /** Of everything, shared out evenly. */
  public GrantInForce(String name, Amounts granted, List<Share> shares) {
    this(name, granted, shares, false, Amounts.NONE, List.of(), Plane.WHOLE);
  }

  /** Of everything, by the distribution of the grant. */
  public static GrantInForce of(String name, Amounts granted, @Nullable Distribution distribution) {
    return of(name, Plane.WHOLE, granted, distribution);
  }

  /** By the distribution of the grant. */
  public static GrantInForce of(
      String name, Plane plane, Amounts granted, @Nullable Distribution distribution) {
    return distribution == null
        ? new GrantInForce(name, granted, List.of(), false, Amounts.NONE, List.of(), plane)
        : new GrantInForce(
            name,
            granted,
            distribution.shares(),
            distribution.mode() == Mode.ELASTIC,
            Amounts.parse(distribution.surge()),
            distribution.hints(),
            plane);
  }
}
