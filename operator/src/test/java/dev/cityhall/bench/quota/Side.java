package dev.cityhall.bench.quota;

import dev.cityhall.measure.Amounts;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the two that are compared, each with namespaces of its own on the same control plane.
 *
 * @param home a namespace that gets no load but counts; null where there is none
 * @param namespaces that get the load
 * @param budget of all namespaces together
 */
public record Side(String name, String home, List<String> namespaces, Amounts budget) {

  public static final String DEPARTMENT = "bench";

  /** A department, held by the operator under the chart's policies. */
  public static Side operator(int namespaces, int podsEach) {
    var names = names(namespaces, DEPARTMENT + "-s%02d-prod");
    return new Side("operator", DEPARTMENT, names, PodSize.ofMedium((long) namespaces * podsEach));
  }

  /** Plain Kubernetes: the same budget in equal static parts, and nobody who moves them. */
  public static Side plain(int namespaces, int podsEach) {
    var names = names(namespaces, "plain-%02d");
    return new Side("native", null, names, PodSize.ofMedium((long) namespaces * podsEach));
  }

  private static List<String> names(int count, String pattern) {
    return IntStream.rangeClosed(1, count).mapToObj(pattern::formatted).toList();
  }

  boolean isOperator() {
    return home != null;
  }
}
