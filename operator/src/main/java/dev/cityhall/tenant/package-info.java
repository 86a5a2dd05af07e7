/**
 * A department's room on the shared cluster: its namespaces, walls, permissions and storage.
 *
 * <p>Read {@link dev.cityhall.tenant.TenantReconciler} first, then {@link
 * dev.cityhall.tenant.TenantPlan}. Only the reconciler and what it calls by name — {@link
 * dev.cityhall.tenant.Provisioner}, {@link dev.cityhall.tenant.Offboarding}, {@link
 * dev.cityhall.quota.BudgetKeeper} — talk to the cluster; everything else here is pure. May use
 * {@code quota}; must not know {@code report}, {@code cli} or {@code boot}.
 */
@NullMarked
package dev.cityhall.tenant;

import org.jspecify.annotations.NullMarked;
