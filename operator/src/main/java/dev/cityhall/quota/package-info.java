/**
 * A department's budget: grants admitted to the pool, shared out over namespaces, and turned into
 * the next safe step for each native ResourceQuota.
 *
 * <p>Read {@link dev.cityhall.quota.QuotaReconciler} first, then {@link
 * dev.cityhall.quota.PoolPlan}, {@link dev.cityhall.quota.EvenShares} and {@link
 * dev.cityhall.quota.BoundRule}, which holds the invariant. Only the reconciler talks to the
 * cluster. Must not know {@code tenant}.
 */
@NullMarked
package dev.cityhall.quota;

import org.jspecify.annotations.NullMarked;
