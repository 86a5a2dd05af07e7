/**
 * The commands of {@code ./cityhall}.
 *
 * <p>Start with {@link dev.cityhall.cli.CityHallCommand}. Called by {@code boot} only, which gives
 * each command what it runs.
 */
@NullMarked
package dev.cityhall.cli;

import org.jspecify.annotations.NullMarked;
