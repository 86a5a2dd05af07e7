package dev.cityhall.quota;

import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.time.Instant;

/**
 * A workload that was refused pods for want of quota and waits for room.
 *
 * @param workload a ReplicaSet, StatefulSet or Job
 * @param quota name of the native quota that refused them last
 * @param count how many pods it lacks
 * @param each what one of them is charged
 * @param since when it was refused first, as far as is known, in the time of the cluster
 */
public record WaitingWorkload(
    Ref workload, String quota, long count, Amounts each, Instant since) {}
