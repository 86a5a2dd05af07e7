package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec.BusinessSystem;
import dev.cityhall.api.DepartmentTenantSpec.DeletionOrder;
import dev.cityhall.api.DepartmentTenantSpec.Environment;
import dev.cityhall.api.DepartmentTenantSpec.Role;
import dev.cityhall.api.DepartmentTenantSpec.Storage;
import dev.cityhall.api.DepartmentTenantSpec.Volume;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.BudgetPlan;
import dev.cityhall.quota.Elastic;
import dev.cityhall.quota.ElasticShare;
import dev.cityhall.quota.GrantInForce;
import dev.cityhall.quota.Plane;
import dev.cityhall.quota.Room;
import dev.cityhall.quota.Targets;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a department shall have. Pure: no client, no clock, no randomness.
 *
 * @param namespaces declared namespaces with their objects
 * @param retired namespaces that carry the department's label but are no longer declared
 * @param orders deletion orders by namespace, for retired namespaces
 * @param budget sum of the grants in force, without those for a PriorityClass
 * @param targets amounts of each namespace's native quota, also of the retired ones
 * @param ordered namespaces whose target may go below what they use
 * @param elastic entitlements of namespaces whose amounts follow use and demand
 * @param scoped the same for each plane besides the whole
 */
public record TenantPlan(
    List<NamespacePlan> namespaces,
    List<String> retired,
    Map<String, DeletionOrder> orders,
    Amounts budget,
    Map<String, Amounts> targets,
    Set<String> ordered,
    Map<String, ElasticShare> elastic,
    SortedMap<Plane, BudgetPlan> scoped) {

  private static final Set<Role> KEPT_WHEN_SUSPENDED = Set.of(Role.VIEWER, Role.AUDITOR);

  /** Decides. A department that is not on the roster gets nothing new and keeps what it has. */
  public static TenantPlan of(TenantInput input) {
    var orders = new HashMap<String, DeletionOrder>();
    input.spec().deletionOrders().forEach(order -> orders.put(order.namespace(), order));

    var places =
        places(input, orders.keySet()).stream()
            .filter(place -> input.onRoster() || input.existing().contains(place.name()))
            .toList();
    var declared = places.stream().map(Place::name).toList();
    var retired = input.existing().stream().filter(n -> !declared.contains(n)).sorted().toList();
    orders.keySet().retainAll(retired);

    var grants = input.grants(Plane.WHOLE);
    var budget = Targets.budget(grants);
    var plans = places.stream().map(place -> plan(input, place)).toList();
    var targets = targets(input, places, retired, budget);
    var ordered = isSuspended(input) ? Set.copyOf(targets.keySet()) : Set.copyOf(retired);
    var elastic = elastic(input, grants, places);
    var scoped = scoped(input, places, retired, ordered);
    return new TenantPlan(
        plans, retired, Map.copyOf(orders), budget, targets, ordered, elastic, scoped);
  }

  private static Map<String, ElasticShare> elastic(
      TenantInput input, List<GrantInForce> grants, List<Place> places) {
    return isSuspended(input)
        ? Map.of()
        : Elastic.of(grants, rooms(places), input.now(), input.zone());
  }

  /** In a retired namespace nothing new starts. */
  private static SortedMap<Plane, BudgetPlan> scoped(
      TenantInput input, List<Place> places, List<String> retired, Set<String> ordered) {
    var plans = new TreeMap<Plane, BudgetPlan>();
    for (var plane : input.scopedPlanes()) {
      var grants = input.grants(plane);
      var budget = Targets.budget(grants);
      var targets = new LinkedHashMap<>(Targets.of(grants, rooms(places)));
      retired.forEach(name -> targets.put(name, budget.zeros()));
      var elastic = elastic(input, grants, places);
      plans.put(plane, new BudgetPlan(budget, targets, ordered, elastic));
    }
    return plans;
  }

  /** The part that speaks of the native quotas of everything. */
  public BudgetPlan quotas() {
    return new BudgetPlan(budget, targets, ordered, elastic);
  }

  /** The same for every plane, the whole first. */
  public SortedMap<Plane, BudgetPlan> budgets() {
    var all = new TreeMap<>(scoped);
    all.put(Plane.WHOLE, quotas());
    return all;
  }

  private record Place(
      String name,
      @Nullable String system,
      @Nullable String environment,
      boolean adopt,
      List<Volume> volumes) {}

  /** The home namespace and one per environment; the home may go when no system is left. */
  private static List<Place> places(TenantInput input, Set<String> ordered) {
    var places = new ArrayList<Place>();
    var home = Names.home(input.department());
    if (!input.spec().systems().isEmpty() || !ordered.contains(home)) {
      places.add(new Place(home, null, null, false, List.of()));
    }
    for (var system : input.spec().systems()) {
      for (var environment : system.environments()) {
        places.add(place(input, system, environment));
      }
    }
    return places;
  }

  private static Place place(TenantInput input, BusinessSystem system, Environment environment) {
    var granted = grantedClasses(input);
    return new Place(
        Names.namespace(input.department(), system.name(), environment.name()),
        system.name(),
        environment.name(),
        Boolean.TRUE.equals(environment.adopt()),
        environment.volumes().stream().filter(v -> granted.contains(v.storageClass())).toList());
  }

  private static NamespacePlan plan(TenantInput input, Place place) {
    var objects = new NamespaceObjects(input.department(), place.name());
    var platform = input.platform();
    var network = Optional.ofNullable(input.spec().network());
    var ingress = network.map(n -> n.ingressNamespaces()).orElse(platform.ingressNamespaces());
    var monitoring =
        network.map(n -> n.monitoringNamespaces()).orElse(platform.monitoringNamespaces());
    return new NamespacePlan(
        place.name(),
        place.adopt(),
        objects.namespace(
            input.spec(), place.system(), place.environment(), platform.podSecurityVersion()),
        objects.delegation(platform),
        quotas(input, objects),
        objects.limits(),
        Wall.of(objects.metadata(Names.WALL), input.department(), ingress, monitoring),
        objects.account(),
        place.volumes().stream().map(objects::volume).toList(),
        access(input, objects));
  }

  private static Map<Plane, ResourceQuota> quotas(TenantInput input, NamespaceObjects objects) {
    var quotas = new LinkedHashMap<Plane, ResourceQuota>();
    quotas.put(Plane.WHOLE, objects.quota(Plane.WHOLE));
    input.scopedPlanes().forEach(plane -> quotas.put(plane, objects.quota(plane)));
    return quotas;
  }

  private static List<RoleBinding> access(TenantInput input, NamespaceObjects objects) {
    var bindings = new ArrayList<RoleBinding>();
    for (var role : Role.values()) {
      var members = input.spec().members().stream().filter(m -> m.role() == role).toList();
      var kept = !isSuspended(input) || KEPT_WHEN_SUSPENDED.contains(role);
      if (!members.isEmpty() && kept) {
        bindings.add(objects.access(role, members));
      }
    }
    return bindings;
  }

  private static Map<String, Amounts> targets(
      TenantInput input, List<Place> places, List<String> retired, Amounts budget) {
    var closed = closedKeys(input, budget);
    var targets = new LinkedHashMap<String, Amounts>();
    Targets.of(input.grants(Plane.WHOLE), rooms(places))
        .forEach((name, share) -> targets.put(name, closed.with(share)));
    if (isSuspended(input)) {
      targets.replaceAll((name, target) -> target.with(Amounts.of(QuotaKey.PODS, 0)));
    }
    var nothing = closed.with(budget.zeros()).with(Amounts.of(QuotaKey.PODS, 0));
    retired.forEach(name -> targets.put(name, nothing));
    return targets;
  }

  private static List<Room> rooms(List<Place> places) {
    return places.stream()
        .map(p -> new Room(p.name(), p.system(), p.environment(), needOf(p.volumes())))
        .toList();
  }

  /**
   * Keys that are 0 unless granted: ways around the wall, StorageClasses that were not granted,
   * and, without any grant, pods and volumes at all.
   */
  private static Amounts closedKeys(TenantInput input, Amounts budget) {
    var keys = new ArrayList<>(List.of(QuotaKey.NODE_PORTS, QuotaKey.LOAD_BALANCERS));
    var granted = grantedClasses(input);
    input.platform().storageClasses().stream()
        .filter(storageClass -> !granted.contains(storageClass))
        .forEach(storageClass -> keys.add(QuotaKey.storageOf(storageClass)));
    if (budget.isEmpty()) {
      keys.addAll(Arrays.asList(QuotaKey.PODS, QuotaKey.VOLUME_CLAIMS, QuotaKey.STORAGE));
    }
    return zero(Set.copyOf(keys));
  }

  private static Amounts zero(Set<QuotaKey> keys) {
    var zeros = new TreeMap<QuotaKey, Long>();
    keys.forEach(key -> zeros.put(key, 0L));
    return Amounts.of(zeros);
  }

  /** What the declared volumes take of the quota. */
  private static Amounts needOf(List<Volume> volumes) {
    var need = Amounts.NONE;
    for (var volume : volumes) {
      var size = Amounts.parse(Map.of("requests.storage", quantity(volume.size())));
      var bytes = size.orZero(QuotaKey.STORAGE);
      need =
          need.plus(size)
              .plus(Amounts.of(QuotaKey.VOLUME_CLAIMS, 1))
              .plus(Amounts.of(QuotaKey.storageOf(volume.storageClass()), bytes));
    }
    return need;
  }

  private static Quantity quantity(String text) {
    return Quantity.parse(text);
  }

  static List<String> grantedClasses(TenantInput input) {
    return Optional.ofNullable(input.spec().storage()).map(Storage::classes).orElse(List.of());
  }

  static boolean isSuspended(TenantInput input) {
    return Objects.requireNonNullElse(input.spec().suspended(), false);
  }
}
