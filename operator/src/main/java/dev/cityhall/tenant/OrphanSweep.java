package dev.cityhall.tenant;

import dev.cityhall.api.CityHall;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.DaemonThreads;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the access of people to departments whose DepartmentTenant was deleted. Namespaces, walls,
 * quotas, workloads and volumes stay: deleting a tenant is no order to delete anything.
 *
 * <p>When it is the CRD that goes, every tenant goes with it by no one's wish; then nothing is
 * touched, and a tenant that comes back finds all as it was. A department counts as deleted only if
 * its tenant went while the CRD stood under which it was made, or if its namespace is younger than
 * the CRD.
 */
public final class OrphanSweep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);
  private static final Duration SOON = Duration.ofMillis(500);
  private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(10);
  private static final Ref TENANTS_DEFINITION =
      new Ref(
          ObjectKind.CUSTOM_RESOURCE_DEFINITION,
          "",
          ObjectKind.DEPARTMENT_TENANT.plural() + "." + CityHall.GROUP);

  private final ApiServer api;
  private final Applier applier;
  private final Mirror mirror;
  private final Set<String> departed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean requested = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("orphan-sweep"));

  public OrphanSweep(ApiServer api, Applier applier, Mirror mirror) {
    this.api = api;
    this.applier = applier;
    this.mirror = mirror;
  }

  /** Begins to sweep: now, whenever a tenant goes, and every ten minutes. */
  public void start() {
    mirror.onChange(this::see);
    var unused =
        worker.scheduleWithFixedDelay(
            this::sweepSafely, 0, SAFETY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void see(Observed changed) {
    if (changed.department().isEmpty()) {
      return;
    }
    if (changed.ref().kind() == ObjectKind.DEPARTMENT_TENANT) {
      worker.execute(() -> note(changed));
    }
    if (!isDeclared(changed.department()) && requested.compareAndSet(false, true)) {
      sweepAfter(SOON);
    }
  }

  /** A tenant that outlived its definition did not go by anyone's wish. */
  private void note(Observed tenant) {
    var created = Instant.parse(tenant.kept().at("/metadata/creationTimestamp").asText());
    if (isDeclared(tenant.department())) {
      departed.remove(tenant.department());
    } else if (definitionStandsSince().filter(since -> !since.isAfter(created)).isPresent()) {
      departed.add(tenant.department());
    }
  }

  private void sweepAfter(Duration delay) {
    var unused = worker.schedule(this::sweepSafely, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweepSafely() {
    requested.set(false);
    try {
      sweep();
    } catch (ApiFailure e) {
      log.warn("access of deleted departments is not ended yet, tried again: {}", e.getMessage());
      sweepAfter(SOON.multipliedBy(10));
    }
  }

  private void sweep() {
    var orphans = mirror.departments().stream().filter(d -> !isDeclared(d)).toList();
    if (orphans.isEmpty()) {
      return;
    }
    var since = definitionStandsSince();
    if (since.isEmpty()) {
      log.info(
          "the DepartmentTenant CRD is gone or going; access of {} departments stays",
          orphans.size());
      return;
    }
    orphans.stream()
        .filter(department -> departed.contains(department) || isYounger(department, since.get()))
        .forEach(this::endAccess);
  }

  private void endAccess(String department) {
    for (var object : mirror.ofDepartment(department)) {
      if (object.ref().kind() == ObjectKind.ROLE_BINDING
          && !object.ref().name().equals(Names.OPERATOR_BINDING)) {
        log.info("DepartmentTenant {} was deleted: ending access by {}", department, object.ref());
        applier.delete(object);
      }
    }
  }

  private boolean isDeclared(String department) {
    return mirror.get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department)).isPresent();
  }

  /** When the CRD was made; empty when it is gone or going. */
  private Optional<Instant> definitionStandsSince() {
    try {
      var definition = api.get(TENANTS_DEFINITION).path("metadata");
      return definition.has("deletionTimestamp")
          ? Optional.empty()
          : Optional.of(Instant.parse(definition.path("creationTimestamp").asText()));
    } catch (ApiFailure.NotFound e) {
      return Optional.empty();
    }
  }

  private boolean isYounger(String department, Instant definition) {
    return mirror
        .get(Ref.namespace(Names.home(department)))
        .map(home -> Instant.parse(home.kept().at("/metadata/creationTimestamp").asText()))
        .map(definition::isBefore)
        .orElse(false);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
