package dev.cityhall.tenant;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.cluster.Events;
import dev.cityhall.cluster.Ref;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells people by events what changed for the worse, and that it is well again: on the tenant, and
 * in the namespace for its own trouble. A first provisioning without trouble is told by the status
 * alone.
 */
final class Announcer {

  private final Events events;

  Announcer(Events events) {
    this.events = events;
  }

  void announce(
      DepartmentTenant tenant,
      @Nullable DepartmentTenantStatus before,
      DepartmentTenantStatus now) {
    var ref = Ref.of(tenant);
    var uid = tenant.getMetadata().getUid();
    for (var condition : now.conditions()) {
      var was = before == null ? null : find(before.conditions(), condition.type());
      var isNews = was != null && !was.status().equals(condition.status());
      if (condition.type().equals("Ready") && isNews) {
        events.post(ref, uid, isFalse(condition), condition.reason(), condition.message());
      }
      if (condition.type().equals("Stalled") && !isFalse(condition) && (was == null || isNews)) {
        events.post(ref, uid, true, condition.reason(), condition.message());
      }
    }
    now.namespaces().stream()
        .filter(namespace -> isNewTrouble(namespace, before))
        .forEach(this::tell);
  }

  private static boolean isNewTrouble(
      NamespaceStatus namespace, @Nullable DepartmentTenantStatus before) {
    if (namespace.phase() != Phase.BLOCKED || namespace.uid() == null || before == null) {
      return namespace.phase() == Phase.BLOCKED && namespace.uid() != null;
    }
    return before.namespaces().stream()
        .noneMatch(
            was ->
                was.name().equals(namespace.name())
                    && Objects.equals(was.reason(), namespace.reason()));
  }

  private void tell(NamespaceStatus namespace) {
    events.post(
        Ref.namespace(namespace.name()),
        Objects.requireNonNullElse(namespace.uid(), ""),
        true,
        Objects.requireNonNullElse(namespace.reason(), "Blocked"),
        Objects.requireNonNullElse(namespace.message(), ""));
  }

  private static @Nullable Condition find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }

  private static boolean isFalse(Condition condition) {
    return condition.status().equals("False");
  }
}
