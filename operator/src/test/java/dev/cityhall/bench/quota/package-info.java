/**
 * The quota bench: pods that really exist against a department's budget, at every revision of the
 * store, under churn and trouble, beside plain native quotas.
 *
 * <p>Read {@link dev.cityhall.bench.quota.QuotaCommand} first, then {@code Course}, which runs one
 * course of rounds, and {@code Ledger}, which holds the claims that are checked.
 */
package dev.cityhall.bench.quota;
