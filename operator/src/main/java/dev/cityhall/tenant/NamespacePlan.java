package dev.cityhall.tenant;

import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;

/**
 * The objects of one declared namespace, in the order in which they are made.
 *
 * @param adopt whether a namespace that is not ours may be taken over
 * @param delegation gives the operator its rights in this namespace
 * @param quotas the native quota of each plane but for its amounts, the whole first
 * @param access bindings of the members, made last
 */
public record NamespacePlan(
    String name,
    boolean adopt,
    Namespace namespace,
    RoleBinding delegation,
    Map<Plane, ResourceQuota> quotas,
    LimitRange limits,
    NetworkPolicy wall,
    ServiceAccount account,
    List<PersistentVolumeClaim> volumes,
    List<RoleBinding> access) {

  /**
   * A pod that breaks exactly one rule of the standard: it is in order but for {@code privileged}.
   * Never stored.
   */
  Pod probe() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("cityhall-probe")
        .withNamespace(name)
        .endMetadata()
        .withNewSpec()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("probe")
        .withImage("probe")
        .withNewSecurityContext()
        .withPrivileged(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}
