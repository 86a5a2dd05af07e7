package dev.cityhall.bench.quota.latency;

import dev.cityhall.bench.quota.Replicas;
import dev.cityhall.bench.quota.Side;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes away, one after the other, what may make a create of a pod slower, to see what each costs.
 * What was taken stays away.
 */
final class Lesser {

  /** The API server reads its policies anew once a second. */
  private static final long UNTIL_IT_SHOWS_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final List<String> POD_SECURITY = List.of("enforce", "warn", "audit");

  private final ControlPlane plane;
  private final Replicas replicas;

  Lesser(ControlPlane plane, Replicas replicas) {
    this.plane = plane;
    this.replicas = replicas;
  }

  /** What is missing after each step, with all that went before. */
  Map<String, Runnable> steps() {
    var steps = new LinkedHashMap<String, Runnable>();
    steps.put("the operator stands still", () -> replicas.all().forEach(OperatorUnderTest::pause));
    steps.put("and no recount fence", () -> withoutPolicies("cityhall-recount-fence"));
    steps.put("and no policy of the chart", () -> withoutPolicies("cityhall-"));
    steps.put("and no Pod Security", this::withoutPodSecurity);
    steps.put("and no LimitRange", this::withoutLimitRanges);
    steps.replaceAll((without, step) -> () -> carryOut(step));
    return steps;
  }

  private static void carryOut(Runnable step) {
    step.run();
    LockSupport.parkNanos(UNTIL_IT_SHOWS_NANOS);
  }

  private void withoutPolicies(String prefix) {
    var policies = plane.admin().admissionRegistration().v1().validatingAdmissionPolicies();
    policies.list().getItems().stream()
        .map(policy -> policy.getMetadata().getName())
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> policies.withName(name).delete());
  }

  private void withoutPodSecurity() {
    var labels = new StringBuilder();
    for (var mode : POD_SECURITY) {
      labels.append("\"pod-security.kubernetes.io/%1$s\":null,".formatted(mode));
      labels.append("\"pod-security.kubernetes.io/%1$s-version\":null,".formatted(mode));
    }
    labels.setLength(labels.length() - 1);
    for (var namespace : namespaces()) {
      Change.merge(
          plane.admin().namespaces().withName(namespace),
          "{\"metadata\":{\"labels\":{%s}}}".formatted(labels));
    }
  }

  private void withoutLimitRanges() {
    namespaces().forEach(name -> plane.admin().limitRanges().inNamespace(name).delete());
  }

  private List<String> namespaces() {
    return plane.admin().namespaces().list().getItems().stream()
        .map(namespace -> namespace.getMetadata().getName())
        .filter(name -> name.startsWith(Side.DEPARTMENT + "-"))
        .toList();
  }

  /** Lets the operator go on, so that it can be ended. */
  void end() {
    replicas.all().forEach(OperatorUnderTest::resume);
  }
}
