/**
 * The Helm chart, judged by what it renders: rights, policies, hardening, and the values it takes.
 *
 * <p>Start with {@link dev.cityhall.chart.Chart}, which other tests use to install exactly the
 * rights that a user's cluster gives the operator.
 */
package dev.cityhall.chart;
