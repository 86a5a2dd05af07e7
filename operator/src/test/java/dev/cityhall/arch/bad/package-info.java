/**
 * Deliberately bad classes in rooms of the same names as the operator's: each breaks one rule, and
 * {@link dev.cityhall.arch.ArchitectureTest} sees that the rule notices.
 */
@NullMarked
package dev.cityhall.arch.bad;

import org.jspecify.annotations.NullMarked;
