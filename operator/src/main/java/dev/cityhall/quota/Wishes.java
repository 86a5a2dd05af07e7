package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import java.util.List;
import java.util.Map;

/**
 * What a department's namespaces want beyond what they use.
 *
 * @param largestPods by namespace, the charge of its largest pod by each key
 * @param demands by namespace, the pods that were refused and wait
 */
public record Wishes(
    Map<String, Amounts> largestPods, Map<String, List<Allocator.Demand>> demands) {

  public static final Wishes NONE = new Wishes(Map.of(), Map.of());
}
