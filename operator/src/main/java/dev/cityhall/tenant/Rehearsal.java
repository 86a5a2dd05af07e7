package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantSpec;
import dev.cityhall.api.DepartmentTenantSpec.BusinessSystem;
import dev.cityhall.api.DepartmentTenantSpec.Environment;
import dev.cityhall.api.DepartmentTenantSpec.Member;
import dev.cityhall.api.DepartmentTenantSpec.Role;
import dev.cityhall.api.DepartmentTenantSpec.Storage;
import dev.cityhall.api.DepartmentTenantSpec.SubjectKind;
import dev.cityhall.api.DepartmentTenantSpec.Volume;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.WriteRehearsal;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.GrantInForce;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans made-up departments and does all but write them, before a replica says that it is ready.
 *
 * <p>A fresh JVM loads a class at its first use and interprets a method until it was called some
 * 200 times. Without a rehearsal that is paid when it hurts: by the departments that wait while a
 * city moves in or while another replica takes over. What stands by has the time.
 */
public final class Rehearsal {

  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  /** Enough for the compiler to have seen what every namespace needs. */
  private static final int DEPARTMENTS = 20;

  /** On a machine that is slow or busy, to begin to work matters more. */
  private static final Duration AT_MOST = Duration.ofSeconds(4);

  private static final int SYSTEMS = 4;
  private static final int QUESTIONS = 200;

  private static final Platform PLATFORM =
      new Platform(
          "cityhall-system",
          "cityhall-operator",
          "v1.36",
          List.of("ingress"),
          List.of("monitoring"),
          List.of("fast", "standard"));

  private static final Amounts GRANTED =
      Amounts.parse(
          Map.of(
              "pods", new Quantity("200"),
              "requests.cpu", new Quantity("40"),
              "requests.memory", new Quantity("80Gi"),
              "limits.cpu", new Quantity("80"),
              "limits.memory", new Quantity("160Gi"),
              "requests.storage", new Quantity("1Ti")));

  private final WriteRehearsal writes;
  private final Executor lanes;
  private final LongSupplier nanos;

  /**
   * @param lanes threads that will make the namespaces
   * @param nanos a clock that does not jump, such as {@link System#nanoTime}
   */
  public Rehearsal(WriteRehearsal writes, Executor lanes, LongSupplier nanos) {
    this.writes = writes;
    this.lanes = lanes;
    this.nanos = nanos;
  }

  /** Ends after some seconds at most, and never by an exception: work can begin without it. */
  public void run() {
    var begun = nanos.getAsLong();
    var asked = writes.ask(QUESTIONS, lanes);
    var departments = 0;
    try {
      while (departments < DEPARTMENTS && left(begun) > 0) {
        departments++;
        rehearse("rehearsal-" + departments);
      }
      await(asked, left(begun));
    } catch (ApiFailure | CompletionException e) {
      log.info("the rehearsal ends early: {}", e.getMessage());
    }
    log.info(
        "rehearsed {} departments with {} objects in {} ms",
        departments,
        writes.rehearsed().size(),
        (nanos.getAsLong() - begun) / 1_000_000);
  }

  private long left(long begun) {
    return AT_MOST.toNanos() - (nanos.getAsLong() - begun);
  }

  private static void await(CompletableFuture<Void> asked, long nanos) {
    asked.completeOnTimeout(null, Math.max(0, nanos), TimeUnit.NANOSECONDS).join();
  }

  /** One department; returned with the status that it would have. */
  DepartmentTenant rehearse(String department) {
    var tenant = writes.read(tenant(department), DepartmentTenant.class);
    var grants = List.of(new GrantInForce("rehearsal", GRANTED, List.of()));
    var input =
        new TenantInput(department, tenant.getSpec(), PLATFORM, grants, true, Map.of(), Set.of());
    var plan = TenantPlan.of(input);
    plan.namespaces().forEach(namespace -> make(namespace, plan));
    var made =
        plan.namespaces().stream()
            .map(n -> NamespaceStatuses.of(n.name(), department, Phase.READY, null, null))
            .toList();
    tenant.setStatus(TenantJudge.status(null, 1L, input, plan, made, Map.of(), Instant.EPOCH));
    return writes.read(tenant, DepartmentTenant.class);
  }

  private void make(NamespacePlan namespace, TenantPlan plan) {
    writes.write(namespace.namespace());
    writes.write(namespace.delegation());
    var hard = plan.targets().getOrDefault(namespace.name(), Amounts.NONE);
    namespace.quotas().values().forEach(q -> writes.write(NamespaceQuotas.withHard(q, hard)));
    writes.write(namespace.limits());
    writes.write(namespace.wall());
    writes.write(namespace.account());
    namespace.volumes().forEach(writes::write);
    writes.write(namespace.probe());
    namespace.access().forEach(writes::write);
  }

  private static DepartmentTenant tenant(String department) {
    var tenant = new DepartmentTenant();
    tenant.setMetadata(
        new ObjectMetaBuilder()
            .withName(department)
            .withGeneration(1L)
            .withResourceVersion("1")
            .build());
    tenant.setSpec(
        new DepartmentTenantSpec(
            "Rehearsal",
            null,
            2,
            members(),
            systems(),
            List.of(department + ".example.com"),
            new Storage(List.of("standard")),
            null,
            null,
            null,
            List.of(),
            null));
    return tenant;
  }

  private static List<Member> members() {
    return Arrays.stream(Role.values())
        .map(role -> new Member(role, SubjectKind.GROUP, "rehearsal", null))
        .toList();
  }

  private static List<BusinessSystem> systems() {
    var volumes = List.of(new Volume("data", "standard", "1Gi", null));
    return IntStream.range(0, SYSTEMS)
        .mapToObj(
            i ->
                new BusinessSystem(
                    "system" + i,
                    "System " + i,
                    List.of(new Environment("prod", null, i == 0 ? volumes : List.of()))))
        .toList();
  }
}
