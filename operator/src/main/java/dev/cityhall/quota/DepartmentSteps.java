package dev.cityhall.quota;

import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One look at a department: recounts what is due in all of its planes, moves room in each, and
 * nudges who has room now.
 */
final class DepartmentSteps {

  /** How often room is moved at most while workloads wait for it, and while none does. */
  private static final Duration MOVE = Duration.ofMillis(300);

  private static final Duration UNHURRIED_MOVE = Duration.ofSeconds(2);

  private final BudgetKeeper keeper;
  private final LiveUse use;
  private final Recounter recounter;
  private final ScalingReserves reserves;
  private final WaitingList waits;
  private final InstantSource clock;
  private final Executor writers;
  private final Consumer<String> lookAgain;
  private final Map<String, Instant> moved = new ConcurrentHashMap<>();

  /**
   * @param writers runs the writes of a department side by side
   * @param lookAgain is told departments that have to be looked at again soon
   */
  DepartmentSteps(
      BudgetKeeper keeper,
      LiveUse use,
      Recounter recounter,
      ScalingReserves reserves,
      WaitingList waits,
      InstantSource clock,
      Executor writers,
      Consumer<String> lookAgain) {
    this.keeper = keeper;
    this.use = use;
    this.recounter = recounter;
    this.reserves = reserves;
    this.waits = waits;
    this.clock = clock;
    this.writers = writers;
    this.lookAgain = lookAgain;
  }

  /** Forgets all other departments, and the quotas that are known no longer. */
  void retain(Set<String> there) {
    recounter.retain(use.quotas());
    moved.keySet().retainAll(there);
  }

  /** Returns false if something is to be tried again. */
  boolean step(String department) {
    var planes = keeper.planes(department);
    var recounts = new ArrayList<CompletableFuture<Void>>();
    planes.forEach(plane -> recounts.addAll(recounts(department, plane)));
    recounts.forEach(CompletableFuture::join);
    var now = clock.instant();
    var rest = waits.of(department).isEmpty() ? UNHURRIED_MOVE : MOVE;
    if (now.isBefore(moved.getOrDefault(department, Instant.MIN).plus(rest))) {
      lookAgain.accept(department);
      return true;
    }
    moved.put(department, now);
    var isSettled = true;
    var quotas = new HashMap<Ref, NativeQuota>();
    for (var plane : planes) {
      isSettled &= keeper.of(department, plane).follow(wishes(department, plane));
      keeper
          .observed(department, plane)
          .forEach((namespace, quota) -> quotas.put(plane.ref(namespace), quota));
    }
    waits.serve(department, quotas);
    return isSettled;
  }

  private List<CompletableFuture<Void>> recounts(String department, Plane plane) {
    var budget = keeper.of(department, plane);
    return keeper.observed(department, plane).entrySet().stream()
        .map(
            quota ->
                CompletableFuture.runAsync(
                    () -> recounter.recount(budget, plane.ref(quota.getKey()), quota.getValue()),
                    writers))
        .toList();
  }

  /**
   * What is wanted by the quotas as they are when it is asked. Room for the next step of
   * autoscalers is kept in the whole only.
   */
  private Function<Map<String, NativeQuota>, Wishes> wishes(String department, Plane plane) {
    var namespaces = keeper.observed(department, plane).keySet();
    var largest =
        keeper.of(department, plane).isElastic()
            ? use.largestPods(plane, namespaces)
            : Map.<String, Amounts>of();
    var expected =
        plane.isWhole()
            ? reserves.of(namespaces, waits.of(department))
            : Map.<String, List<Allocator.Demand>>of();
    return standing -> {
      var wanted = waits.byNamespace(department, plane, standing, use::isRollOut);
      return new Wishes(largest, wanted).with(expected);
    };
  }
}
