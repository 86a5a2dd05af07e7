package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.measure.Amounts;
import java.util.List;

/**
 * A grant whose amounts count now.
 *
 * @param granted amounts admitted to the pool
 * @param shares departures from the even distribution
 */
public record GrantInForce(String name, Amounts granted, List<Share> shares) {}
