package dev.cityhall.chart;

import dev.cityhall.testing.AuditLog;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/**
 * A control plane with the chart's objects and no operator at work: what stands there, nobody
 * repairs or provisions. It ends with the JVM.
 */
final class BareCluster {

  static final String FENCE = "cityhall-recount-fence";

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
      plane.admin().resource(quickFence()).forceConflicts().serverSideApply();
    }
    return plane;
  }

  /** The recount fence as on this cluster: it holds back for 2 s, so that tests can wait for it. */
  static ValidatingAdmissionPolicy quickFence() {
    return Chart.policy(FENCE, Map.of("policies.recountHoldSeconds", 2));
  }

  private BareCluster() {}
}
