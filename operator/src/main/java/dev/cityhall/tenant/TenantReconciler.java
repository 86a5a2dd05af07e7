package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.condition.Conditions;
import dev.cityhall.quota.BudgetKeeper;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a department's namespaces, walls, quotas and permissions as its resource asks: gather,
 * plan, apply, one status write.
 */
@ControllerConfiguration(name = "tenant")
public final class TenantReconciler implements Reconciler<DepartmentTenant> {

  /** How soon to look whether use has fallen where a quota is pinned at it. */
  private static final Duration USE_FALLS = Duration.ofSeconds(5);

  private final Gathering gathering;
  private final Provisioner provisioner;
  private final Offboarding offboarding;
  private final NamespaceQuotas quotas;
  private final BudgetKeeper budgets;
  private final Mirror mirror;
  private final StatusWriter statuses;
  private final Announcer announcer;
  private final InstantSource clock;
  private final Attempts attempts = new Attempts();

  TenantReconciler(TenantTools tools) {
    this.mirror = tools.mirror();
    this.gathering = new Gathering(tools);
    this.budgets = tools.budgets();
    this.quotas = new NamespaceQuotas(tools.applier(), mirror, tools.quotas(), budgets);
    this.provisioner = new Provisioner(tools.api(), tools.applier(), mirror, quotas, tools.lanes());
    this.offboarding = new Offboarding(tools.api(), tools.applier(), mirror, provisioner);
    this.statuses = tools.statuses();
    this.announcer = new Announcer(tools.events());
    this.clock = tools.clock();
  }

  @Override
  public UpdateControl<DepartmentTenant> reconcile(
      DepartmentTenant tenant, Context<DepartmentTenant> context) {
    var gathered = gathering.gather(tenant, context);
    if (gathered.isEmpty()) {
      return UpdateControl.<DepartmentTenant>noUpdate().rescheduleAfter(Gathering.WAIT_FOR_GRANT);
    }
    var input = gathered.get();
    var plan = TenantPlan.of(input);
    var before = statuses.current(tenant, DepartmentTenantStatus.class);
    var namespaces = apply(input, plan, membersBy(before));

    var generation = tenant.getMetadata().getGeneration();
    var standing = standing(input.department(), plan);
    var after =
        TenantJudge.status(before, generation, input, plan, namespaces, standing, clock.instant());
    if (statuses.write(tenant, before, after)) {
      announcer.announce(tenant, before, after);
    }
    return next(input, plan, after);
  }

  private List<NamespaceStatus> apply(TenantInput input, TenantPlan plan, Set<String> members) {
    var department = input.department();
    var hard = quotas.reserve(department, plan);
    var namespaces = new ArrayList<>(provisioner.provision(department, plan, members, hard));
    for (var name : plan.retired()) {
      namespaces.add(
          offboarding.retire(department, name, plan.orders().get(name), input.platform()));
    }
    quotas.settle(department, plan);
    return namespaces;
  }

  /** By plane, the native quotas by namespace. */
  private Map<Plane, Map<String, NativeQuota>> standing(String department, TenantPlan plan) {
    var standing = new HashMap<Plane, Map<String, NativeQuota>>();
    plan.budgets()
        .keySet()
        .forEach(plane -> standing.put(plane, budgets.observed(department, plane)));
    return standing;
  }

  /** Membership is by label and by record: a namespace that lost its label is still known. */
  private static Set<String> membersBy(@Nullable DepartmentTenantStatus status) {
    return status == null
        ? Set.of()
        : status.namespaces().stream()
            .map(NamespaceStatus::uid)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
  }

  /** Again soon while something is unfinished, while use is to fall, and when busy hours change. */
  private UpdateControl<DepartmentTenant> next(
      TenantInput input, TenantPlan plan, DepartmentTenantStatus status) {
    var control = UpdateControl.<DepartmentTenant>noUpdate();
    var department = input.department();
    if (!isFinished(status)) {
      return control.rescheduleAfter(attempts.next(department));
    }
    attempts.finished(department);
    if (!plan.budgets().entrySet().stream()
        .allMatch(b -> b.getValue().isReached(budgets.observed(department, b.getKey())))) {
      return control.rescheduleAfter(USE_FALLS);
    }
    return input
        .nextChange()
        .map(at -> Duration.between(clock.instant(), at).plusMillis(100))
        .map(control::rescheduleAfter)
        .orElse(control);
  }

  private static boolean isFinished(DepartmentTenantStatus status) {
    return Conditions.isTrue(status.conditions(), Conditions.READY)
        && status.namespaces().stream().noneMatch(n -> n.phase() == Phase.DELETING);
  }

  @Override
  public List<EventSource<?, DepartmentTenant>> prepareEventSources(
      EventSourceContext<DepartmentTenant> context) {
    return TenantEvents.sources(context, mirror);
  }
}
