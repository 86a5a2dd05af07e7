package dev.cityhall.quota;

import dev.cityhall.api.City;
import dev.cityhall.api.CityStatus.Reservation;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.CityReservations;
import dev.cityhall.cluster.CityReservations.Page;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.GrantJudge.Asked;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides grants on the city's pool, one at a time, so that no room is given out twice: not by two
 * grants at once, and not by two processes that both take themselves for the leader.
 *
 * <p>A raise is reserved in the City before it is written into the grant, by compare-and-swap, and
 * written at the version of the grant that the reservation names. So a reservation counts exactly
 * as long as its grant has that version: afterwards the raise stands, or can never stand. Whoever
 * finds another turn than its own reads the grants and the native quotas anew before it decides
 * (docs/adr/0009).
 */
final class GrantDesk {

  private static final int MOST_RESERVATIONS = 64;
  private static final int MOST_CONFLICTS = 5;
  private static final Duration FIRST_WAIT = Duration.ofMillis(5);
  private static final long UNKNOWN = -1;

  private final Mirror mirror;
  private final StatusWriter statuses;
  private final CityReservations reservations;
  private final InstantSource clock;

  /** Reserved and not seen in the grant yet, by name of the grant. */
  private final Map<String, Reservation> reserved = new HashMap<>();

  /** Of the reservations as they were last read or written here. */
  private long turn = UNKNOWN;

  GrantDesk(
      Mirror mirror, StatusWriter statuses, CityReservations reservations, InstantSource clock) {
    this.mirror = mirror;
    this.statuses = statuses;
    this.reservations = reservations;
    this.clock = clock;
  }

  /**
   * What was decided.
   *
   * @param version the status of the grant may only be written at this version
   */
  record Decided(PoolPlan.Decision decision, String version) {}

  /**
   * Decides a grant.
   *
   * @param cache every grant, as the watch has brought them
   * @throws ApiFailure if a raise could not be reserved; to be tried again
   */
  synchronized Decided decide(
      DepartmentQuota quota, Supplier<List<DepartmentQuota>> cache, Optional<City> city) {
    dropSettled(cache.get());
    var grant = grant(quota);
    if (turn == UNKNOWN && !grant.granted().fitsIn(grant.asked())) {
      untilNoConflict(() -> takeTurn(cache.get()));
    }
    var decision =
        PoolPlan.ofOneThatRaisesNothing(grant)
            .or(() -> PoolPlan.ofOneWithinABudget(grant, Plane.of(quota.getSpec())))
            .orElseGet(() -> onThePool(grant, cache, city));
    return new Decided(decision, statuses.version(quota));
  }

  private static List<DepartmentQuota> whole(List<DepartmentQuota> all) {
    return all.stream().filter(any -> Plane.of(any.getSpec()).isWhole()).toList();
  }

  /** What is known of the raises by the versions of their grants. */
  private void dropSettled(List<DepartmentQuota> all) {
    if (!reserved.isEmpty()) {
      var versions = versions(all);
      reserved
          .values()
          .removeIf(reservation -> !reservation.version().equals(versions.get(reservation.name())));
    }
  }

  private Map<String, String> versions(List<DepartmentQuota> all) {
    var versions = new HashMap<String, String>();
    all.forEach(any -> versions.put(any.getMetadata().getName(), statuses.version(any)));
    return versions;
  }

  /** By what the cache says; only a raise is worth a request. */
  private PoolPlan.Decision onThePool(
      Grant grant, Supplier<List<DepartmentQuota>> cache, Optional<City> city) {
    var capacity = city.map(City::getSpec).flatMap(Pool::capacity);
    var decision = plan(capacity, whole(cache.get())).get(grant.name());
    return Objects.requireNonNull(decision).granted().fitsIn(grant.granted())
        ? decision
        : untilNoConflict(() -> raised(grant.name(), cache.get()));
  }

  private PoolPlan.Decision raised(String name, List<DepartmentQuota> all) {
    var page = reservations.read();
    var capacity = page.map(Page::spec).flatMap(Pool::capacity);
    if (page.isPresent() && page.get().reservations().turn() != turn) {
      adopt(page.get(), all);
    }
    var decisions = plan(capacity, whole(all));
    if (capacity.isPresent()) {
      reserve(page.orElseThrow(), name, decisions, whole(all));
    }
    return Objects.requireNonNull(decisions.get(name));
  }

  private <T> T untilNoConflict(Supplier<T> work) {
    for (var attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (ApiFailure.Conflict e) {
        if (attempt == MOST_CONFLICTS) {
          throw e;
        }
        LockSupport.parkNanos(FIRST_WAIT.toNanos() << attempt);
      } catch (ApiFailure e) {
        turn = UNKNOWN; // what was written may stand or not
        throw e;
      }
    }
  }

  /** Before the first amounts are lowered: from now on every other process reads them anew. */
  private long takeTurn(List<DepartmentQuota> all) {
    reservations.read().ifPresent(page -> takeTurn(page, all));
    return turn;
  }

  private void takeTurn(Page page, List<DepartmentQuota> all) {
    adopt(page, all);
    write(page, List.copyOf(reserved.values()));
  }

  private void write(Page page, List<Reservation> next) {
    reservations.write(page, next);
    turn = page.reservations().turn() + 1;
  }

  /** Another process has given out room, or this one has just begun. */
  private void adopt(Page page, List<DepartmentQuota> all) {
    var versions = versions(all);
    reservations.requireCurrent(versions);
    mirror.verify(ObjectKind.RESOURCE_QUOTA);
    reserved.clear();
    page.reservations().grants().stream()
        .filter(other -> other.version().equals(versions.get(other.name())))
        .forEach(other -> reserved.put(other.name(), other));
    turn = page.reservations().turn();
  }

  private Map<String, PoolPlan.Decision> plan(
      Optional<Amounts> capacity, List<DepartmentQuota> all) {
    var grants = all.stream().map(this::grant).toList();
    return PoolPlan.of(capacity, grants, ObservedQuotas.boundsByDepartment(mirror));
  }

  /** Reserves the raise of the grant and, in the same write, those of others. */
  private void reserve(
      Page page, String name, Map<String, PoolPlan.Decision> decisions, List<DepartmentQuota> all) {
    var next = new ArrayList<>(reserved.values());
    next.removeIf(reservation -> reservation.name().equals(name));
    var before = next.size();
    all.stream()
        .filter(any -> any.getMetadata().getName().equals(name))
        .forEach(any -> raise(any, decisions).ifPresent(next::add));
    if (next.size() == before) {
      return;
    }
    all.stream()
        .filter(any -> !any.getMetadata().getName().equals(name))
        .forEach(any -> raise(any, decisions).ifPresent(next::add));
    var written = next.subList(0, Math.min(next.size(), Math.max(MOST_RESERVATIONS, before + 1)));
    write(page, List.copyOf(written));
    written.forEach(reservation -> reserved.put(reservation.name(), reservation));
  }

  private Optional<Reservation> raise(
      DepartmentQuota quota, Map<String, PoolPlan.Decision> decisions) {
    var name = quota.getMetadata().getName();
    var decided = Objects.requireNonNull(decisions.get(name)).granted();
    return decided.fitsIn(grant(quota).granted())
        ? Optional.empty()
        : Optional.of(new Reservation(name, statuses.version(quota), decided.toQuantities()));
  }

  private Grant grant(DepartmentQuota quota) {
    var name = quota.getMetadata().getName();
    var isLeaving = quota.getMetadata().getDeletionTimestamp() != null || !isKnown(quota);
    var asked = isLeaving ? Amounts.NONE : Asked.of(quota.getSpec(), clock.instant()).amounts();
    var inReserve = reserved(reserved.get(name));
    return new Grant(
        name,
        quota.getSpec().department(),
        quota.getMetadata().getCreationTimestamp(),
        asked,
        granted(quota).max(inReserve),
        inReserve);
  }

  private static Amounts reserved(@Nullable Reservation reservation) {
    return reservation == null ? Amounts.NONE : Amounts.parse(reservation.granted());
  }

  private boolean isKnown(DepartmentQuota quota) {
    var department = quota.getSpec().department();
    return mirror.get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department)).isPresent();
  }

  /** Amounts in force by the newest status that is known. */
  Amounts granted(DepartmentQuota quota) {
    var current = statuses.current(quota, DepartmentQuotaStatus.class);
    return current == null ? Amounts.NONE : Amounts.parse(current.granted());
  }
}
