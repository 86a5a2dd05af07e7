package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec.DeletionOrder;
import dev.cityhall.api.DepartmentTenantSpec.DeletionPolicy;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a namespace out of use, in reverse order: access first, pods to zero, and the namespace
 * only where it was ordered for its uid. Wall, quota and standard stay until then.
 */
final class Offboarding {

  private static final Logger log = LoggerFactory.getLogger(Offboarding.class);

  private final ApiServer api;
  private final Applier applier;
  private final Mirror mirror;
  private final Provisioner provisioner;

  Offboarding(ApiServer api, Applier applier, Mirror mirror, Provisioner provisioner) {
    this.api = api;
    this.applier = applier;
    this.mirror = mirror;
    this.provisioner = provisioner;
  }

  /**
   * Retires a namespace that is no longer declared.
   *
   * @param order the order to delete it; null without one
   */
  NamespaceStatus retire(
      String department, String name, @Nullable DeletionOrder order, Platform platform) {
    var seen = mirror.get(Ref.namespace(name));
    if (seen.isEmpty() || seen.get().deleting()) {
      return status(
          name,
          seen.map(Observed::uid).orElse(null),
          Phase.DELETING,
          Reason.DELETING,
          "its contents are being deleted");
    }
    var emptying = new NamespaceObjects(department, name).offboarding(platform);
    provisioner.removeAllBut(order == null ? List.of() : List.of(emptying), name);
    var uid = seen.get().uid();
    if (order == null) {
      return status(
          name,
          uid,
          Phase.RETIRED,
          Reason.RETIRED,
          "no longer declared: kept with its wall, without access; nothing new starts. To delete it, set deletionPolicy: Delete and add deletionOrders: [{namespace: %s, uid: %s}]"
              .formatted(name, uid));
    }
    if (!order.uid().equals(uid)) {
      return status(
          name,
          uid,
          Phase.RETIRED,
          Reason.WRONG_UID,
          "the deletion order names uid %s, but the namespace has uid %s and is another one; nothing was deleted. Correct or remove the order"
              .formatted(order.uid(), uid));
    }
    return delete(department, seen.get(), order, platform);
  }

  private NamespaceStatus delete(
      String department, Observed namespace, DeletionOrder order, Platform platform) {
    var name = namespace.ref().name();
    var volumes = api.list(ObjectKind.VOLUME_CLAIM, name).path("items");
    if (!volumes.isEmpty() && order.volumes() != DeletionPolicy.DELETE) {
      return status(
          name,
          namespace.uid(),
          Phase.RETIRED,
          Reason.VOLUMES_KEPT,
          "kept, because it has %d volumes (first: %s) and the deletion order does not say volumes: Delete"
              .formatted(volumes.size(), volumes.at("/0/metadata/name").asText()));
    }
    applier.apply(new NamespaceObjects(department, name).offboarding(platform));
    Rights.soonGranted(() -> deletePods(name));
    var left = api.list(ObjectKind.POD, name).path("items").size();
    if (left == 0) {
      log.info("deleting namespace {} of uid {} as ordered", name, namespace.uid());
      applier.delete(namespace);
    }
    return status(
        name,
        namespace.uid(),
        Phase.DELETING,
        Reason.DELETING,
        "ordered to be deleted, pods first");
  }

  private boolean deletePods(String namespace) {
    api.deleteAll(ObjectKind.POD, namespace);
    return true;
  }

  private static NamespaceStatus status(
      String name, @Nullable String uid, Phase phase, Reason reason, String message) {
    return NamespaceStatuses.of(name, uid, phase, reason, message);
  }
}
