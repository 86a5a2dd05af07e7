package dev.cityhall.report;

import dev.cityhall.api.City;
import dev.cityhall.api.CityStatus;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.condition.Conditions;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Writes the city's figures into the City, at most once in two seconds while they change. */
@ControllerConfiguration(name = "city")
public final class CityReconciler implements Reconciler<City> {

  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(2);
  private static final Set<ResourceID> THE_CITY = Set.of(new ResourceID("city"));

  private final Mirror mirror;
  private final StatusWriter statuses;
  private final InstantSource clock;
  private Instant lastLook = Instant.EPOCH;

  public CityReconciler(Mirror mirror, StatusWriter statuses, InstantSource clock) {
    this.mirror = mirror;
    this.statuses = statuses;
    this.clock = clock;
  }

  @Override
  public UpdateControl<City> reconcile(City city, Context<City> context) {
    var now = clock.instant();
    var since = Duration.between(lastLook, now);
    if (since.compareTo(BETWEEN_WRITES) < 0) {
      return UpdateControl.<City>noUpdate().rescheduleAfter(BETWEEN_WRITES.minus(since));
    }
    lastLook = now;
    var before = statuses.current(city, CityStatus.class);
    var after =
        figures(context).status(before, city.getMetadata().getGeneration(), city.getSpec(), now);
    statuses.write(city, before, after);
    return UpdateControl.noUpdate();
  }

  private CityFigures figures(Context<City> context) {
    var tenants = context.getSecondaryResources(DepartmentTenant.class);
    var ready = tenants.stream().filter(CityReconciler::isReady).count();
    var namespaces =
        mirror.all(ObjectKind.NAMESPACE).stream().filter(n -> !n.department().isEmpty()).count();
    var granted =
        context.getSecondaryResources(DepartmentQuota.class).stream()
            .filter(quota -> quota.getStatus() != null)
            .filter(quota -> Plane.of(quota.getSpec()).isWhole())
            .map(quota -> Amounts.parse(quota.getStatus().granted()))
            .reduce(Amounts.NONE, Amounts::plus);
    return new CityFigures(tenants.size(), (int) ready, (int) namespaces, granted);
  }

  private static boolean isReady(DepartmentTenant tenant) {
    return tenant.getStatus() != null
        && Conditions.isTrue(tenant.getStatus().conditions(), Conditions.READY);
  }

  @Override
  public List<EventSource<?, City>> prepareEventSources(EventSourceContext<City> context) {
    return List.of(every(DepartmentTenant.class, context), every(DepartmentQuota.class, context));
  }

  private static <R extends HasMetadata> EventSource<R, City> every(
      Class<R> type, EventSourceContext<City> context) {
    var configuration =
        InformerEventSourceConfiguration.from(type, City.class)
            .withSecondaryToPrimaryMapper(any -> THE_CITY)
            .build();
    return new InformerEventSource<>(configuration, context);
  }
}
