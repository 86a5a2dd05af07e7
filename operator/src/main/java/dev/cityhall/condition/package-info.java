/**
 * Verdicts and the conditions they become; pure.
 *
 * <p>Start with {@link dev.cityhall.condition.Conditions}. {@link dev.cityhall.condition.Reason}
 * lists every stable word. Knows {@code api} only.
 */
@NullMarked
package dev.cityhall.condition;

import org.jspecify.annotations.NullMarked;
