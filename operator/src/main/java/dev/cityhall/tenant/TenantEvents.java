package dev.cityhall.tenant;

import dev.cityhall.api.City;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.MirrorEvents;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What wakes the reconciler of a department beside its own resource. */
final class TenantEvents {

  private static final Set<ResourceID> THE_CITY = Set.of(new ResourceID("city"));

  /** The department's grants, the City, and everything in the cluster that carries its label. */
  static List<EventSource<?, DepartmentTenant>> sources(
      EventSourceContext<DepartmentTenant> context, Mirror mirror) {
    return List.of(
        grants(context),
        city(context),
        new MirrorEvents<>(mirror, changed -> concerned(changed, mirror)));
  }

  private static EventSource<?, DepartmentTenant> grants(
      EventSourceContext<DepartmentTenant> context) {
    var grants =
        InformerEventSourceConfiguration.from(DepartmentQuota.class, DepartmentTenant.class)
            .withSecondaryToPrimaryMapper(
                grant -> Set.of(new ResourceID(grant.getSpec().department())))
            .withOnUpdateFilter(TenantEvents::decidesAnew)
            .build();
    return new InformerEventSource<>(grants, context);
  }

  /**
   * Whether a change of a grant can change what its department gets; its figures of use do not, and
   * change whenever the department works.
   */
  static boolean decidesAnew(DepartmentQuota now, DepartmentQuota was) {
    return generationOf(now) != generationOf(was)
        || !Objects.equals(uidOf(now), uidOf(was))
        || !Objects.equals(leavingSince(now), leavingSince(was))
        || !decision(now).equals(decision(was));
  }

  private static @Nullable String uidOf(DepartmentQuota grant) {
    return grant.getMetadata().getUid();
  }

  private static @Nullable String leavingSince(DepartmentQuota grant) {
    return grant.getMetadata().getDeletionTimestamp();
  }

  /** The status without use. */
  private static DepartmentQuotaStatus decision(DepartmentQuota grant) {
    var status = grant.getStatus();
    return status == null
        ? new DepartmentQuotaStatus(null, List.of(), Map.of(), Map.of(), Map.of(), null)
        : new DepartmentQuotaStatus(
            status.observedGeneration(),
            status.conditions(),
            status.granted(),
            Map.of(),
            Map.of(),
            null);
  }

  private static EventSource<?, DepartmentTenant> city(
      EventSourceContext<DepartmentTenant> context) {
    var city =
        InformerEventSourceConfiguration.from(City.class, DepartmentTenant.class)
            .withSecondaryToPrimaryMapper(c -> everyTenant(context))
            .withPrimaryToSecondaryMapper(tenant -> THE_CITY)
            .withOnUpdateFilter((now, was) -> generationOf(now) != generationOf(was))
            .build();
    return new InformerEventSource<>(city, context);
  }

  private static long generationOf(HasMetadata resource) {
    return resource.getMetadata().getGeneration();
  }

  private static Set<ResourceID> everyTenant(EventSourceContext<DepartmentTenant> context) {
    return context
        .getPrimaryCache()
        .list(tenant -> true)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static Collection<String> concerned(Observed changed, Mirror mirror) {
    return switch (changed.ref().kind()) {
      case STORAGE_CLASS -> mirror.names(ObjectKind.DEPARTMENT_TENANT);
      case DEPARTMENT_TENANT -> itselfAndRivals(changed, mirror);
      default -> changed.department().isEmpty() ? Set.of() : Set.of(changed.department());
    };
  }

  /**
   * A tenant that was made anew while the watch was down looks unchanged to a filter by generation,
   * so it is woken from here too; and with it those whose domains overlap with its own.
   */
  private static Collection<String> itselfAndRivals(Observed tenant, Mirror mirror) {
    return mirror.all(ObjectKind.DEPARTMENT_TENANT).stream()
        .filter(other -> other.ref().equals(tenant.ref()) || Domains.overlap(other, tenant))
        .map(other -> other.ref().name())
        .toList();
  }

  private TenantEvents() {}
}
