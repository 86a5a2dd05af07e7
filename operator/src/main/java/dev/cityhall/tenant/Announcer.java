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
    var ready = find(now.conditions(), "Ready");
    var wasReady = before == null ? null : find(before.conditions(), "Ready");
    if (ready != null && isNews(ready, wasReady, now)) {
      events.post(ref, uid, isFalse(ready), ready.reason(), ready.message());
    }
    now.namespaces().stream()
        .filter(namespace -> isNewTrouble(namespace, before))
        .forEach(this::tell);
  }

  /** Ready has moved; or it is the first word, and there is trouble that waits for a person. */
  private static boolean isNews(
      Condition ready, @Nullable Condition wasReady, DepartmentTenantStatus now) {
    if (wasReady != null) {
      return !wasReady.status().equals(ready.status())
          || (isFalse(ready) && !wasReady.reason().equals(ready.reason()));
    }
    var stalled = find(now.conditions(), "Stalled");
    return stalled != null && !isFalse(stalled);
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
