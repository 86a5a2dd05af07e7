package dev.cityhall.quota;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.Contested;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the native quotas of one plane of one department, round by round under the {@link
 * BoundRule}: what a shrink frees in one round is given out in the next, after it is in force.
 *
 * <p>A leader raises nothing before its number stands on every quota of the department, so that a
 * leader before it, which may not know that it was succeeded, can write none of them any more. The
 * creation of a quota cannot be guarded so: every leader holds back, for each declared namespace
 * without a quota, all that it shall have, and looks at all the numbers again after a creation.
 */
final class DepartmentBudget {

  private static final Logger log = LoggerFactory.getLogger(DepartmentBudget.class);
  private static final int MOST_ROUNDS = 6;

  private final String department;
  private final Plane plane;
  private final Mirror mirror;
  private final NativeQuotas quotas;
  private final LeaderMark mark;
  private final Executor writers;

  /** What may have become of quotas that was not read. */
  private final UnseenQuotas unseen;

  /** A quota with at least the pods that are there. */
  private final BiFunction<Ref, NativeQuota, NativeQuota> counting;

  /** Quotas that another manager keeps changing. */
  private final Map<String, Contested> contested = new ConcurrentHashMap<>();

  private volatile boolean isFrozen;
  private volatile boolean isToBeTriedAgain;

  private volatile @Nullable BudgetPlan plan;

  /** What is wanted at the moment of asking, by the quotas as they are. */
  private Function<Map<String, NativeQuota>, Wishes> wishes = quotas -> Wishes.NONE;

  DepartmentBudget(
      String department,
      Plane plane,
      Mirror mirror,
      NativeQuotas quotas,
      LeaderMark mark,
      UnseenQuotas unseen,
      BiFunction<Ref, NativeQuota, NativeQuota> counting,
      Executor writers) {
    this.department = department;
    this.plane = plane;
    this.mirror = mirror;
    this.quotas = quotas;
    this.mark = mark;
    this.unseen = unseen;
    this.counting = counting;
    this.writers = writers;
  }

  synchronized Map<String, Amounts> reserve(BudgetPlan plan) {
    var standing = ObservedQuotas.ofDepartment(mirror, department, plane);
    var created = plan.next(standing, wishes.apply(standing));
    created.keySet().removeAll(standing.keySet());
    created.replaceAll((name, hard) -> hard.atMost(plan.targets().getOrDefault(name, hard)));
    created.forEach(unseen::beingCreated);
    if (!created.isEmpty()) {
      mark.isInDoubt();
    }
    return created;
  }

  /** The plan that was settled last. */
  Optional<BudgetPlan> plan() {
    return Optional.ofNullable(plan);
  }

  /**
   * Lets nothing be raised as long as it holds.
   *
   * @return whether it held until now, and does no longer
   */
  boolean freeze(boolean holds) {
    var isThawed = isFrozen && !holds;
    isFrozen = holds;
    return isThawed;
  }

  Amounts budget() {
    return plan().map(BudgetPlan::budget).orElse(Amounts.NONE);
  }

  /** Whether amounts follow use and demand, by the plan that was settled last. */
  boolean isElastic() {
    return plan().filter(known -> !known.elastic().isEmpty()).isPresent();
  }

  synchronized void settle(BudgetPlan newest) {
    plan = newest;
    settleRounds(newest);
  }

  /**
   * Follows use and demand under the plan that is known; nothing before there is one.
   *
   * @param newest what is wanted, asked anew in every round: whoever is refused while room is moved
   *     need not wait for the end of it
   * @return false if a write failed that may succeed the next time
   */
  synchronized boolean follow(Function<Map<String, NativeQuota>, Wishes> newest) {
    wishes = newest;
    var known = plan;
    if (known != null) {
      settleRounds(known);
    }
    return !isToBeTriedAgain;
  }

  private void settleRounds(BudgetPlan plan) {
    isToBeTriedAgain = false;
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var standing = ObservedQuotas.ofDepartment(mirror, department, plane);
      if (mark.isSucceeded(standing)) {
        return;
      }
      var counted = unseen.addTo(standing, plan.targets());
      counted.replaceAll((name, quota) -> counting.apply(plane.ref(name), quota));
      var next = plan.next(counted, wishes.apply(counted));
      next.keySet().retainAll(standing.keySet());
      var raises = new HashMap<>(next);
      raises.entrySet().removeIf(step -> !isRaise(standing, step.getKey(), step.getValue()));
      raises.keySet().removeIf(name -> isForgetful(standing, counted, name));
      if (!raises.isEmpty() && !isFrozen && !mark.isComplete() && mark.complete()) {
        continue;
      }
      var mayRaise = isFrozen || !mark.isComplete() ? Set.<String>of() : raises.keySet();
      next.replaceAll(
          (name, wanted) ->
              mayRaise.contains(name) ? wanted : withoutRaise(hardOf(standing, name), wanted));
      next.entrySet().removeIf(step -> step.getValue().equals(hardOf(standing, step.getKey())));
      var changes = setAll(next, standing);
      endFightsBut(next.keySet());
      if (changes == 0) {
        return;
      }
    }
    log.info("{} of {} is still being charged; the rest follows", plane.quota(), department);
  }

  private static Amounts hardOf(Map<String, NativeQuota> standing, String namespace) {
    return standing.getOrDefault(namespace, NativeQuota.ABSENT).hard();
  }

  /** Whether pods are there that the quota does not count; it is not raised before it does. */
  private static boolean isForgetful(
      Map<String, NativeQuota> standing, Map<String, NativeQuota> counted, String namespace) {
    return !counted
        .getOrDefault(namespace, NativeQuota.ABSENT)
        .used()
        .fitsIn(standing.getOrDefault(namespace, NativeQuota.ABSENT).used());
  }

  /** The wanted amounts as far as they are lower, so that one key does not hold another back. */
  private static Amounts withoutRaise(Amounts hard, Amounts wanted) {
    return hard.with(wanted.only(hard.keys()).atMost(hard));
  }

  /** Also a key that is no longer limited counts as raised. */
  private static boolean isRaise(
      Map<String, NativeQuota> standing, String namespace, Amounts wanted) {
    return !wanted.fitsIn(hardOf(standing, namespace))
        || !wanted.keys().containsAll(hardOf(standing, namespace).keys());
  }

  /**
   * Writes all of them side by side.
   *
   * @return how many were written, or are to be decided again
   */
  private long setAll(Map<String, Amounts> next, Map<String, NativeQuota> decidedOn) {
    var writes =
        next.entrySet().stream()
            .map(
                step ->
                    CompletableFuture.supplyAsync(
                        () -> set(step.getKey(), step.getValue(), decidedOn), writers))
            .toList();
    return writes.stream().filter(CompletableFuture::join).count();
  }

  /**
   * Runs beside others, so it must not wait for this department. What was charged since the
   * decision does not matter; what somebody else set does: it may be a successor, seen only now.
   */
  private boolean set(String namespace, Amounts wanted, Map<String, NativeQuota> decidedOn) {
    var seen = mirror.get(plane.ref(namespace));
    if (seen.isEmpty() || isTerminating(namespace)) {
      return false;
    }
    var decided = decidedOn.getOrDefault(namespace, NativeQuota.ABSENT);
    if (!ObservedQuotas.parse(seen.get()).isSetLike(decided)) {
      log.debug("{} was set by somebody else meanwhile; decided again", seen.get().ref());
      return true;
    }
    try {
      quotas.set(seen.get(), wanted, mark.numberFor(seen.get()));
    } catch (ApiFailure.Passing e) {
      log.warn("{} may have been changed: {}", seen.get().ref(), e.getMessage());
      unseen.unanswered(namespace, wanted, seen.get().version());
      isToBeTriedAgain = true;
      return false;
    } catch (ApiFailure.Conflict e) {
      log.debug("{}: {}; decided again", seen.get().ref(), e.getMessage());
    } catch (ApiFailure e) {
      log.warn("{} stays as it is for now: {}", seen.get().ref(), e.getMessage());
      return false;
    } catch (Contested e) {
      contested.put(namespace, e);
      return false;
    }
    contested.remove(namespace);
    return true;
  }

  /** The fight over the quota of a namespace, if there is one. */
  Optional<Contested> contested(String namespace) {
    return Optional.ofNullable(contested.get(namespace));
  }

  private void endFightsBut(Set<String> unsettled) {
    for (var namespace : Set.copyOf(contested.keySet())) {
      if (!unsettled.contains(namespace)) {
        contested.remove(namespace);
        mirror.get(plane.ref(namespace)).ifPresent(quotas::stands);
      }
    }
  }

  /**
   * Lowers the use of a namespace to what is surely there.
   *
   * @return false if it was charged meanwhile, or cannot be written now
   */
  boolean recount(String namespace, LiveUse.Recounted recounted) {
    var seen = mirror.get(plane.ref(namespace));
    if (seen.isEmpty() || seen.get().version() != recounted.version()) {
      return false;
    }
    try {
      quotas.recount(seen.get(), recounted.used());
      return true;
    } catch (ApiFailure e) {
      log.debug("{} is not recounted now: {}", seen.get().ref(), e.getMessage());
      return false;
    }
  }

  private boolean isTerminating(String namespace) {
    return mirror.get(Ref.namespace(namespace)).map(Observed::deleting).orElse(true);
  }
}
