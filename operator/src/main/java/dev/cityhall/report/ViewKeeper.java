package dev.cityhall.report;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.DaemonThreads;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Views;
import dev.cityhall.quota.ObservedQuotas;
import dev.cityhall.quota.Plane;
import dev.cityhall.quota.Settled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a DepartmentView in each namespace of the departments: at leisure, one after another, each
 * written at most once in {@link #EVERY} and only when people would see a difference. A department
 * that is being set up comes later.
 */
public final class ViewKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ViewKeeper.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration READ_ANEW = Duration.ofMinutes(10);
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(20);

  /** What a namespace's view says, as it was read or written last. */
  private record Known(JsonNode content, Instant written) {}

  private final Mirror mirror;
  private final Views views;
  private final DepartmentUse use;
  private final InstantSource clock;
  private final ObjectMapper mapper =
      new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);
  private final Map<String, Known> known = new HashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("views"));
  private Instant readAt = Instant.MIN;

  public ViewKeeper(Mirror mirror, Views views, DepartmentUse use, InstantSource clock) {
    this.mirror = mirror;
    this.views = views;
    this.use = use;
    this.clock = clock;
  }

  /** Begins to look. */
  public void start() {
    var interval = LOOK.toMillis();
    var unused =
        worker.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      readIfDue();
      for (var department : use.departments()) {
        if (Settled.isSettled(mirror, department, clock.instant())) {
          keep(department);
        }
      }
    } catch (ApiFailure e) {
      log.warn("views are looked at again in {}: {}", LOOK, e.getMessage());
    } catch (RuntimeException e) {
      log.error("views are looked at again in {}", LOOK, e);
    }
  }

  private void readIfDue() {
    var now = clock.instant();
    if (readAt.isBefore(now.minus(READ_ANEW))) {
      var found = views.all();
      known.keySet().retainAll(found.keySet());
      found.forEach(
          (namespace, content) -> {
            var before = known.get(namespace);
            known.put(
                namespace, new Known(content, before == null ? Instant.MIN : before.written()));
          });
      readAt = now;
    }
  }

  private void keep(String department) {
    var displayName =
        mirror
            .get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department))
            .map(tenant -> tenant.kept().at("/spec/displayName").asText(department))
            .orElse(department);
    var budget = use.budget(department);
    var used = use.of(department).used();
    var waiting =
        use.waiting(department).stream().collect(groupingBy(w -> w.workload().namespace()));
    ObservedQuotas.ofDepartment(mirror, department, Plane.WHOLE)
        .forEach(
            (namespace, quota) -> {
              if (isThere(namespace)) {
                keep(
                    namespace,
                    new ViewPlan(
                        department,
                        displayName,
                        budget,
                        used,
                        quota,
                        use.ceilingIfElastic(department, namespace),
                        waiting.getOrDefault(namespace, List.of())));
              }
            });
  }

  private boolean isThere(String namespace) {
    return mirror.get(Ref.namespace(namespace)).filter(n -> !n.deleting()).isPresent();
  }

  private void keep(String namespace, ViewPlan plan) {
    var before = known.get(namespace);
    var now = clock.instant();
    if (before != null
        && (before.written().isAfter(now.minus(EVERY))
            || !plan.isNewsAfter(parse(before.content())))) {
      return;
    }
    JsonNode content = mapper.valueToTree(plan.content());
    try {
      views.write(namespace, plan.department(), before == null ? null : before.content(), content);
      known.put(namespace, new Known(content, now));
    } catch (ApiFailure e) {
      log.debug("the view of {} is written later: {}", namespace, e.getMessage());
    }
    LockSupport.parkNanos(BETWEEN_WRITES.toNanos());
  }

  /** Content that cannot be read is as good as none. */
  private DepartmentViewStatus parse(JsonNode content) {
    try {
      return mapper.treeToValue(content, DepartmentViewStatus.class);
    } catch (JsonProcessingException e) {
      return ViewPlan.OF_NOTHING.content();
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
