package dev.cityhall.bench.quota.latency;

import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.bench.quota.Latencies;
import dev.cityhall.bench.quota.PodCalls;
import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.testing.ControlPlane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One client creates a bare pod and deletes it, in turns in a namespace of a department and in a
 * plain one with a native quota of the same keys, both far from full.
 */
final class AddedLatency {

  /**
   * Milliseconds of the creates as the client sees them; differences are department minus plain.
   *
   * @param failures creates that did not succeed, by code and namespace
   */
  record Figures(
      Latencies.Percentiles department,
      Latencies.Percentiles plain,
      double p50Added,
      double p95Added,
      Map<String, Integer> failures) {}

  private static final int WARM_UP = 100;

  private final PodCalls calls;
  private final Map<String, Latencies> times = new LinkedHashMap<>();
  private final Map<String, Integer> failures = new LinkedHashMap<>();
  private final List<String> order;
  private long number;

  AddedLatency(ControlPlane plane, String department, String plain) {
    this.calls = new PodCalls(plane);
    this.order = new ArrayList<>(List.of(department, plain));
  }

  Figures run(int count) {
    turns(WARM_UP);
    order.forEach(namespace -> times.put(namespace, new Latencies()));
    failures.clear();
    var department = times.get(order.get(0));
    var plain = times.get(order.get(1));
    turns(count);
    var ofDepartment = department.percentiles();
    var ofPlain = plain.percentiles();
    return new Figures(
        ofDepartment,
        ofPlain,
        Rounded.to(2, ofDepartment.p50() - ofPlain.p50()),
        Rounded.to(2, ofDepartment.p95() - ofPlain.p95()),
        Map.copyOf(failures));
  }

  /** Who is first alternates. */
  private void turns(int count) {
    for (var turn = 0; turn < count; turn++) {
      order.forEach(this::createAndDelete);
      Collections.reverse(order);
    }
    if (count % 2 == 1) {
      Collections.reverse(order);
    }
  }

  private void createAndDelete(String namespace) {
    var name = PodSize.MEDIUM.podName(number++);
    var body = withoutScheduler(PodSize.MEDIUM.json(name));
    var from = System.nanoTime();
    var reply = calls.create(namespace, body);
    var nanos = System.nanoTime() - from;
    if (reply.code() == 201) {
      times.computeIfAbsent(namespace, n -> new Latencies()).add(nanos);
      calls.delete(namespace, name);
    } else {
      failures.merge(reply.code() + " in " + namespace, 1, Integer::sum);
    }
  }

  /** No node takes it, and nobody tries to find one. */
  private static String withoutScheduler(String pod) {
    return pod.replaceFirst("\"spec\":\\{", "\"spec\":{\"schedulerName\":\"nobody\",");
  }
}
