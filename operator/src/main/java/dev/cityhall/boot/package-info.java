/**
 * Starting and stopping: {@link dev.cityhall.boot.Main}, the wiring of the operator process, its
 * leadership, probes and metrics, and the only system clock.
 */
@NullMarked
package dev.cityhall.boot;

import org.jspecify.annotations.NullMarked;
