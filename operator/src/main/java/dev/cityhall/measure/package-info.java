/**
 * Amounts of quota keys in whole units; pure.
 *
 * <p>Start with {@link dev.cityhall.measure.Amounts}. Knows no other room.
 */
@NullMarked
package dev.cityhall.measure;

import org.jspecify.annotations.NullMarked;
