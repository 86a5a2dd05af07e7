/**
 * All Kubernetes I/O: what the cluster has ({@link dev.cityhall.cluster.Mirror}), and how it is
 * changed ({@link dev.cityhall.cluster.Applier}).
 *
 * <p>Start with {@code Applier}: create by POST, compare by digest, change by the smallest patch.
 * Knows {@code api}; must not know any feature room.
 */
@NullMarked
package dev.cityhall.cluster;

import org.jspecify.annotations.NullMarked;
