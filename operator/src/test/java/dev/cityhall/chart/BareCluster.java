package dev.cityhall.chart;

import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A control plane with the chart's objects and no operator at work: what stands there, nobody
 * repairs or provisions. It ends with the JVM.
 */
final class BareCluster {

  private static KubernetesClient admin;

  /** A client that may do everything. */
  static synchronized KubernetesClient admin() {
    if (admin == null) {
      admin = ControlPlane.start("bare").admin();
      OperatorUnderTest.install(admin);
    }
    return admin;
  }

  private BareCluster() {}
}
