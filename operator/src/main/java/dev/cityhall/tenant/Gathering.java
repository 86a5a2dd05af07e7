package dev.cityhall.tenant;

import static java.util.Comparator.comparing;

import dev.cityhall.api.City;
import dev.cityhall.api.CitySpec;
import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.CityZone;
import dev.cityhall.quota.GrantInForce;
import dev.cityhall.quota.Plane;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers, from caches only, all that decides about one department. */
final class Gathering {

  /** How soon to look again for a grant that is on its way. */
  static final Duration WAIT_FOR_GRANT = Duration.ofMillis(500);

  /** Tenant and grant come in one {@code kubectl apply}: a new tenant waits this long for it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final TenantTools tools;

  Gathering(TenantTools tools) {
    this.tools = tools;
  }

  /**
   * The input of this reconcile; empty while the department's first grant is on its way, because a
   * department provisioned without it would have every quota written twice.
   */
  Optional<TenantInput> gather(DepartmentTenant tenant, Context<DepartmentTenant> context) {
    var department = tenant.getMetadata().getName();
    var grants =
        context.getSecondaryResources(DepartmentQuota.class).stream()
            .filter(grant -> grant.getSpec().department().equals(department))
            .filter(grant -> grant.getMetadata().getDeletionTimestamp() == null)
            .toList();
    var existing = existing(department);
    if (existing.isEmpty() && isGrantOnItsWay(tenant, grants)) {
      return Optional.empty();
    }
    var city = context.getSecondaryResource(City.class).map(City::getSpec);
    return Optional.of(
        new TenantInput(
            department,
            tenant.getSpec(),
            platform(city),
            inForce(grants),
            isOnRoster(department, city),
            Domains.taken(tenant, tools.mirror().all(ObjectKind.DEPARTMENT_TENANT)),
            existing,
            tools.clock().instant(),
            city.flatMap(CityZone::of).orElse(CityZone.USUAL)));
  }

  private boolean isGrantOnItsWay(DepartmentTenant tenant, List<DepartmentQuota> grants) {
    var age =
        Duration.between(
            Instant.parse(tenant.getMetadata().getCreationTimestamp()), tools.clock().instant());
    var undecided = grants.stream().anyMatch(grant -> !isDecided(grant));
    return undecided || (grants.isEmpty() && age.compareTo(GRACE) < 0);
  }

  private static boolean isDecided(DepartmentQuota grant) {
    var status = grant.getStatus();
    return status != null
        && status.observedGeneration() != null
        && status.observedGeneration().equals(grant.getMetadata().getGeneration())
        && status.conditions().stream().noneMatch(Gathering::isFromBeforeTheDepartment);
  }

  /** The grant was judged when the department was not there yet; it is about to be judged anew. */
  private static boolean isFromBeforeTheDepartment(Condition condition) {
    return condition.reason().equals(Reason.UNKNOWN_DEPARTMENT.toString());
  }

  private static List<GrantInForce> inForce(Collection<DepartmentQuota> grants) {
    return grants.stream()
        .map(Gathering::inForce)
        .flatMap(Optional::stream)
        .sorted(comparing(GrantInForce::name))
        .toList();
  }

  /**
   * What counts of a grant. One for a PriorityClass limits it to nothing while it is not in force;
   * one that nobody has judged yet says nothing.
   */
  private static Optional<GrantInForce> inForce(DepartmentQuota grant) {
    var status = grant.getStatus();
    if (status == null || status.observedGeneration() == null || status.observedGeneration() < 1) {
      return Optional.empty();
    }
    var plane = Plane.of(grant.getSpec());
    var granted = Amounts.parse(status.granted());
    if (granted.isEmpty() && plane.isWhole()) {
      return Optional.empty();
    }
    var counts = granted.isEmpty() ? Amounts.parse(grant.getSpec().hard()).zeros() : granted;
    var name = grant.getMetadata().getName();
    return Optional.of(GrantInForce.of(name, plane, counts, grant.getSpec().distribution()));
  }

  private Set<String> existing(String department) {
    return tools.mirror().ofDepartment(department).stream()
        .filter(object -> object.ref().kind() == ObjectKind.NAMESPACE)
        .map(object -> object.ref().name())
        .collect(Collectors.toSet());
  }

  private Platform platform(Optional<CitySpec> city) {
    var shared = city.map(CitySpec::platform);
    return new Platform(
        tools.operatorNamespace(),
        tools.operatorAccount(),
        tools.podSecurityVersion(),
        shared.map(CitySpec.Platform::ingressNamespaces).orElse(List.of()),
        shared.map(CitySpec.Platform::monitoringNamespaces).orElse(List.of()),
        List.copyOf(tools.mirror().names(ObjectKind.STORAGE_CLASS)));
  }

  private static boolean isOnRoster(String department, Optional<CitySpec> city) {
    var roster = city.map(CitySpec::roster).orElse(List.of());
    return roster.isEmpty() || roster.stream().anyMatch(e -> e.department().equals(department));
  }
}
