/**
 * City-wide figures.
 *
 * <p>Start with {@link dev.cityhall.report.CityReconciler}. May use every feature room; must not
 * know {@code cli} or {@code boot}.
 */
@NullMarked
package dev.cityhall.report;

import org.jspecify.annotations.NullMarked;
