package dev.cityhall.chart;

import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A control plane with the chart's objects and no operator at work: what stands there, nobody
 * repairs or provisions. It ends with the JVM.
 */
final class BareCluster {

  private static ControlPlane plane;

  /** A client that may do everything. */
  static KubernetesClient admin() {
    return plane().admin();
  }

  /** What was asked of it. */
  static AuditLog audit() {
    return plane().audit();
  }

  private static synchronized ControlPlane plane() {
    if (plane == null) {
      plane = ControlPlane.start("bare");
      OperatorUnderTest.install(plane.admin());
    }
    return plane;
  }

  private BareCluster() {}
}
