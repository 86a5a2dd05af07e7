package dev.cityhall.quota;

import dev.cityhall.api.City;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.cluster.CityReservations;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.MirrorEvents;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.GrantJudge.Asked;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Admits grants to the city's pool: a grant's amounts count from the moment its status says so.
 *
 * <p>All grants draw on one pool, so only one is decided at a time; see {@link GrantDesk}. A grant
 * that was made anew while the watch was down has generation 1 again, so events are not filtered by
 * generation.
 */
@ControllerConfiguration(name = "quota", generationAwareEventProcessing = false)
public final class QuotaReconciler implements Reconciler<DepartmentQuota> {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Set<ResourceID> THE_CITY = Set.of(new ResourceID("city"));

  private final Mirror mirror;
  private final StatusWriter statuses;
  private final InstantSource clock;
  private final UseReports reports;

  private final GrantDesk desk;

  public QuotaReconciler(
      Mirror mirror, StatusWriter statuses, CityReservations reservations, InstantSource clock) {
    this.mirror = mirror;
    this.statuses = statuses;
    this.clock = clock;
    this.reports = new UseReports(mirror);
    this.desk = new GrantDesk(mirror, statuses, reservations, clock);
  }

  @Override
  public UpdateControl<DepartmentQuota> reconcile(
      DepartmentQuota quota, Context<DepartmentQuota> context) {
    var asked = Asked.of(quota.getSpec(), clock.instant());
    var systems = tenant(quota).map(QuotaReconciler::systems);
    var city = context.getSecondaryResource(City.class);
    var decided = desk.decide(quota, () -> grants(context), city);
    var now = clock.instant();
    var before = statuses.current(quota, DepartmentQuotaStatus.class);
    var judged = GrantJudge.status(before, quota, asked, decided.decision(), systems, now);
    var after = withUse(before, judged, quota, decided.decision().granted(), context);
    if (isWritten(decided, quota, before, after)) {
      reports.wrote(quota.getMetadata().getName(), now);
    }
    return nextLook(asked, decided.decision());
  }

  /** Amounts are raised and lowered only at the version of the grant that this was decided on. */
  private boolean isWritten(
      GrantDesk.Decided decided,
      DepartmentQuota quota,
      @Nullable DepartmentQuotaStatus before,
      DepartmentQuotaStatus after) {
    var isOnlySaid = before != null && before.granted().equals(after.granted());
    return isOnlySaid
        ? statuses.write(quota, before, after)
        : statuses.writeAt(decided.version(), quota, before, after);
  }

  private static List<DepartmentQuota> grants(Context<DepartmentQuota> context) {
    return context.getPrimaryCache().list(any -> true).toList();
  }

  /** The status with the figures of use, anew if it is written anyhow or they are news. */
  private DepartmentQuotaStatus withUse(
      @Nullable DepartmentQuotaStatus before,
      DepartmentQuotaStatus judged,
      DepartmentQuota quota,
      Amounts granted,
      Context<DepartmentQuota> context) {
    var name = quota.getMetadata().getName();
    var department = quota.getSpec().department();
    var isWrittenAnyhow = !judged.equals(before);
    if (!isWrittenAnyhow && !reports.isDue(name, department, clock.instant())) {
      return judged;
    }
    var plane = Plane.of(quota.getSpec());
    var budget =
        context
            .getPrimaryCache()
            .list(any -> any.getSpec().department().equals(department))
            .filter(any -> !any.getMetadata().getName().equals(name))
            .filter(any -> Plane.of(any.getSpec()).equals(plane))
            .map(desk::granted)
            .reduce(granted, Amounts::plus);
    var used =
        ObservedQuotas.ofDepartment(mirror, department, plane).values().stream()
            .map(NativeQuota::used)
            .reduce(Amounts.NONE, Amounts::plus);
    var use = UseSummary.of(budget, used).only(granted.keys());
    return isWrittenAnyhow || UseReports.isNews(before, use, budget) ? use.in(judged) : judged;
  }

  private Optional<Observed> tenant(DepartmentQuota quota) {
    return mirror.get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", quota.getSpec().department()));
  }

  /** Environments by system. */
  private static SortedMap<String, List<String>> systems(Observed tenant) {
    var systems = new TreeMap<String, List<String>>();
    for (var system : tenant.kept().at("/spec/systems")) {
      var environments = new ArrayList<String>();
      system.path("environments").forEach(one -> environments.add(one.path("name").asText()));
      systems.put(system.path("name").asText(), environments);
    }
    return systems;
  }

  private UpdateControl<DepartmentQuota> nextLook(Asked asked, PoolPlan.Decision decision) {
    var control = UpdateControl.<DepartmentQuota>noUpdate();
    if (!decision.isComplete()) {
      return control.rescheduleAfter(LOOK_AGAIN);
    }
    return asked
        .changesAt()
        .map(at -> Duration.between(clock.instant(), at).plusMillis(100))
        .filter(wait -> wait.compareTo(UseReports.EVERY) < 0)
        .map(control::rescheduleAfter)
        .orElseGet(() -> control.rescheduleAfter(UseReports.EVERY));
  }

  @Override
  public List<EventSource<?, DepartmentQuota>> prepareEventSources(
      EventSourceContext<DepartmentQuota> context) {
    var city =
        InformerEventSourceConfiguration.from(City.class, DepartmentQuota.class)
            .withSecondaryToPrimaryMapper(c -> everyGrant(context))
            .withPrimaryToSecondaryMapper(grant -> THE_CITY)
            .withOnUpdateFilter((now, was) -> generationOf(now) != generationOf(was))
            .build();
    return List.of(
        new InformerEventSource<>(city, context),
        new MirrorEvents<>(mirror, changed -> concerned(changed, context)));
  }

  private static long generationOf(City city) {
    return city.getMetadata().getGeneration();
  }

  private static Set<ResourceID> everyGrant(EventSourceContext<DepartmentQuota> context) {
    return context
        .getPrimaryCache()
        .list(grant -> true)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** A department that comes or goes concerns its grants. */
  private static Collection<String> concerned(
      Observed changed, EventSourceContext<DepartmentQuota> context) {
    if (changed.ref().kind() != ObjectKind.DEPARTMENT_TENANT) {
      return List.of();
    }
    return context
        .getPrimaryCache()
        .list(grant -> grant.getSpec().department().equals(changed.department()))
        .map(grant -> grant.getMetadata().getName())
        .toList();
  }
}
