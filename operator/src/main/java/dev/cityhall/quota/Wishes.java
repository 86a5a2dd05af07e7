package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a department's namespaces want beyond what they use.
 *
 * @param largestPods by namespace, the charge of its largest pod by each key
 * @param demands by namespace, the pods that were refused and wait, and those that are expected
 */
public record Wishes(
    Map<String, Amounts> largestPods, Map<String, List<Allocator.Demand>> demands) {

  public static final Wishes NONE = new Wishes(Map.of(), Map.of());

  /** The same with more that is wanted. */
  Wishes with(Map<String, List<Allocator.Demand>> more) {
    var all = new HashMap<>(demands);
    more.forEach(
        (namespace, some) ->
            all.merge(namespace, some, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    return new Wishes(largestPods, all);
  }
}
