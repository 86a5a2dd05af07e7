package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The invariant of the quota room, on states that the API server can reach. */
class BoundRuleLawsTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final List<QuotaKey> KEYS = List.of(CPU, QuotaKey.PODS);
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  @Provide
  static Arbitrary<Amounts> amounts() {
    return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.longs().between(0, 20))
        .ofMaxSize(KEYS.size())
        .map(Amounts::of);
  }

  @Provide
  static Arbitrary<Map<String, NativeQuota>> quotas() {
    var quota = Combinators.combine(amounts(), amounts(), amounts()).as(NativeQuota::new);
    return Arbitraries.maps(Arbitraries.of(NAMES), quota).ofMaxSize(5).withoutEdgeCases();
  }

  @Provide
  static Arbitrary<Map<String, Amounts>> targets() {
    return Arbitraries.maps(Arbitraries.of(NAMES), amounts()).ofMaxSize(5).withoutEdgeCases();
  }

  @Provide
  static Arbitrary<Set<String>> subsets() {
    return Arbitraries.of(NAMES).set();
  }

  @Property(tries = 2_000)
  void whicheverStepsAreWrittenTheSumOfBoundsStaysInTheBudget(
      @ForAll("quotas") Map<String, NativeQuota> quotas,
      @ForAll("targets") Map<String, Amounts> targets,
      @ForAll("amounts") Amounts headroom,
      @ForAll("subsets") Set<String> written) {
    var budget = bounds(quotas).plus(headroom);

    var next = BoundRule.next(budget, targets, quotas);

    assertThat(bounds(write(quotas, next, written)).only(budget.keys()).fitsIn(budget)).isTrue();
  }

  @Property(tries = 2_000)
  void beyondTheBudgetNoBoundIsRaised(
      @ForAll("quotas") Map<String, NativeQuota> quotas,
      @ForAll("targets") Map<String, Amounts> targets,
      @ForAll("amounts") Amounts budget,
      @ForAll("subsets") Set<String> written) {
    var before = bounds(quotas);

    var next = BoundRule.next(budget, targets, quotas);

    var after = bounds(write(quotas, next, written));
    for (var key : budget.keys()) {
      assertThat(after.orZero(key))
          .isLessThanOrEqualTo(Math.max(before.orZero(key), budget.orZero(key)));
    }
  }

  @Property
  void everyStepIsForANamespaceWithATargetAndItsKeys(
      @ForAll("quotas") Map<String, NativeQuota> quotas,
      @ForAll("targets") Map<String, Amounts> targets,
      @ForAll("amounts") Amounts budget) {
    var next = BoundRule.next(budget, targets, quotas);

    assertThat(next.keySet()).isEqualTo(targets.keySet());
    next.forEach((name, step) -> assertThat(step.keys()).isEqualTo(targets.get(name).keys()));
  }

  @Property
  void noStepGoesPastTheTargetOrBelowIt(
      @ForAll("quotas") Map<String, NativeQuota> quotas,
      @ForAll("targets") Map<String, Amounts> targets,
      @ForAll("amounts") Amounts budget) {
    var next = BoundRule.next(budget, targets, quotas);

    next.forEach(
        (name, step) -> {
          var quota = quotas.getOrDefault(name, NativeQuota.ABSENT);
          for (var key : step.keys()) {
            var target = targets.get(name).orZero(key);
            var least = Math.min(target, quota.bound(key));
            assertThat(step.orZero(key)).isBetween(least, target);
          }
        });
  }

  @Property
  void targetsThatFitInTheBudgetAreReachedInTwoAcknowledgedRounds(
      @ForAll("quotas") Map<String, NativeQuota> quotas,
      @ForAll("targets") Map<String, Amounts> targets,
      @ForAll("amounts") Amounts headroom) {
    var budget = sum(targets).plus(headroom);
    var state = onlyTargeted(quotas, targets);

    for (var round = 0; round < 2; round++) {
      var next = BoundRule.next(budget, targets, state);
      state = acknowledgeAndRelease(write(state, next, Set.copyOf(NAMES)), targets);
    }

    for (var name : targets.keySet()) {
      assertThat(state.get(name).hard()).isEqualTo(targets.get(name));
    }
    assertThat(BoundRule.next(budget, targets, state)).isEqualTo(targets);
  }

  @Property
  void whereTheTargetsStandThereIsNoStep(
      @ForAll("targets") Map<String, Amounts> targets, @ForAll("amounts") Amounts headroom) {
    var standing = new HashMap<String, NativeQuota>();
    targets.forEach((name, t) -> standing.put(name, new NativeQuota(t, t, Amounts.NONE)));

    var next = BoundRule.next(sum(targets).plus(headroom), targets, standing);

    assertThat(next).isEqualTo(targets);
  }

  @Property
  void whereNothingIsFreeAndEveryBoundIsBelowItsTargetThereIsNoStep(
      @ForAll("targets") Map<String, Amounts> standing, @ForAll("amounts") Amounts more) {
    var targets = new HashMap<String, Amounts>();
    var quotas = new HashMap<String, NativeQuota>();
    standing.forEach((name, s) -> targets.put(name, s.plus(more.only(s.keys()))));
    standing.forEach((name, s) -> quotas.put(name, new NativeQuota(s, s, Amounts.NONE)));

    var next = BoundRule.next(sum(standing), targets, quotas);

    assertThat(next).isEqualTo(standing);
  }

  /** Writes, acknowledgements, charges and releases in any order, on targets that change. */
  @Property(tries = 150)
  void theInvariantHoldsAtEveryRevisionOfALongRun(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 40) int budget) {
    var limit = Amounts.of(QuotaKey.PODS, budget);
    Map<String, NativeQuota> state = new HashMap<>();
    for (var revision = 0; revision < 60; revision++) {
      var targets = randomTargets(random, budget);
      var next = BoundRule.next(limit, targets, state);
      for (var name : targets.keySet()) {
        if (random.nextBoolean()) {
          state = write(state, next, Set.of(name));
          assertThat(bounds(state).fitsIn(limit)).as("%s", state).isTrue();
        }
        state = serverActs(random, state);
        assertThat(bounds(state).only(limit.keys()).fitsIn(limit)).as("%s", state).isTrue();
      }
    }
  }

  private static Map<String, Amounts> randomTargets(Random random, int budget) {
    var targets = new TreeMap<String, Amounts>();
    for (var name : NAMES) {
      if (random.nextInt(4) > 0) {
        targets.put(name, Amounts.of(QuotaKey.PODS, random.nextInt(budget + 5)));
      }
    }
    return targets;
  }

  /** The server acknowledges a spec, charges a pod within what it enforces, or releases one. */
  private static Map<String, NativeQuota> serverActs(
      Random random, Map<String, NativeQuota> state) {
    var after = new HashMap<>(state);
    var name = NAMES.get(random.nextInt(NAMES.size()));
    after.computeIfPresent(
        name,
        (n, quota) -> {
          var used = quota.used().orZero(QuotaKey.PODS);
          return switch (random.nextInt(3)) {
            case 0 -> new NativeQuota(quota.hard(), quota.hard(), quota.used());
            case 1 ->
                used < quota.enforced().orZero(QuotaKey.PODS) ? using(quota, used + 1) : quota;
            default -> using(quota, Math.max(0, used - 1));
          };
        });
    return after;
  }

  private static NativeQuota using(NativeQuota quota, long pods) {
    return new NativeQuota(quota.hard(), quota.enforced(), Amounts.of(QuotaKey.PODS, pods));
  }

  private static Map<String, NativeQuota> write(
      Map<String, NativeQuota> quotas, Map<String, Amounts> steps, Set<String> written) {
    var after = new HashMap<>(quotas);
    for (var step : steps.entrySet()) {
      if (written.contains(step.getKey())) {
        var quota = quotas.getOrDefault(step.getKey(), NativeQuota.ABSENT);
        after.put(step.getKey(), new NativeQuota(step.getValue(), quota.enforced(), quota.used()));
      }
    }
    return after;
  }

  /** The spec is in force and the use has gone down to the target. */
  private static Map<String, NativeQuota> acknowledgeAndRelease(
      Map<String, NativeQuota> quotas, Map<String, Amounts> targets) {
    var after = new HashMap<String, NativeQuota>();
    quotas.forEach(
        (name, quota) -> {
          var kept = quota.used().minus(quota.used().minus(targets.get(name)));
          after.put(name, new NativeQuota(quota.hard(), quota.hard(), kept));
        });
    return after;
  }

  private static Map<String, NativeQuota> onlyTargeted(
      Map<String, NativeQuota> quotas, Map<String, Amounts> targets) {
    var targeted = new HashMap<>(quotas);
    targeted.keySet().retainAll(new HashSet<>(targets.keySet()));
    return targeted;
  }

  private static Amounts bounds(Map<String, NativeQuota> quotas) {
    return quotas.values().stream().map(NativeQuota::bounds).reduce(Amounts.NONE, Amounts::plus);
  }

  private static Amounts sum(Map<String, Amounts> amounts) {
    return amounts.values().stream().reduce(Amounts.NONE, Amounts::plus);
  }
}
