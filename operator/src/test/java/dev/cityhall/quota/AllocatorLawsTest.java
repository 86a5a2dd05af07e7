package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Allocator.Demand;
import dev.cityhall.quota.Allocator.Urgency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllocatorLawsTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final QuotaKey MEMORY = new QuotaKey("requests.memory");
  private static final List<QuotaKey> KEYS = List.of(CPU, MEMORY, QuotaKey.PODS);

  /** Amounts of all keys or of some, small in units of the key's quantum and now and then odd. */
  @Provide
  static Arbitrary<Amounts> amounts() {
    return Combinators.combine(upTo(60), upTo(60), upTo(60), Arbitraries.integers().between(0, 9))
        .as(AllocatorLawsTest::amounts);
  }

  private static Amounts amounts(long cpu, long memory, long pods, int odd) {
    var units = new TreeMap<QuotaKey, Long>();
    units.put(CPU, cpu * CPU.quantum() + odd % 3);
    units.put(MEMORY, memory * MEMORY.quantum() + odd % 2);
    units.put(QuotaKey.PODS, pods);
    if (odd > 6) {
      units.remove(KEYS.get(odd - 7));
    }
    return Amounts.of(units);
  }

  private static Arbitrary<Long> upTo(long most) {
    return Arbitraries.longs().between(0, most);
  }

  @Provide
  static Arbitrary<Amounts> budgets() {
    return Combinators.combine(upTo(400), upTo(400), upTo(400), Arbitraries.just(0))
        .as(AllocatorLawsTest::amounts);
  }

  @Provide
  static Arbitrary<List<NeedOf>> needs() {
    var some = amounts();
    var none = Arbitraries.just(Amounts.NONE);
    var weights = Arbitraries.of(0, 1, 1, 2, 3, 10, 1000);
    var demand =
        Combinators.combine(upTo(20), upTo(20), upTo(2), Arbitraries.integers().between(0, 6))
            .as(AllocatorLawsTest::amounts)
            .flatMap(each -> upTo(30).map(count -> new Demand(each, count)))
            .flatMap(
                pods ->
                    Arbitraries.of(Urgency.values())
                        .map(urgency -> new Demand(pods.each(), pods.count(), urgency)));
    return Combinators.combine(
            Arbitraries.oneOf(none, some),
            Arbitraries.oneOf(none, some),
            weights,
            some,
            Arbitraries.oneOf(none, some),
            demand.list().ofMaxSize(2),
            Arbitraries.oneOf(none, some))
        .as(NeedOf::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .withoutEdgeCases();
  }

  @Property
  void neverGivesMoreThanTheBudgetUnlessTheUseIsMore(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var targets = targets(budget, needs);

    for (var key : KEYS) {
      var used = sum(needs, need -> need.used().orZero(key));
      assertThat(sum(targets, target -> target.orZero(key)))
          .isLessThanOrEqualTo(Math.max(used, budget.orZero(key)));
    }
  }

  @Property
  void givesEveryNamespaceEveryKeyOfTheBudgetAndNoOther(
      @ForAll("amounts") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    assertThat(targets(budget, needs)).allMatch(target -> target.keys().equals(budget.keys()));
  }

  @Property
  void nobodyIsBelowItsUseNorBelowItsSurgeIfTheBudgetAllowsItForAllBesideWhatWaits(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var targets = targets(budget, needs);

    for (var key : KEYS) {
      var suffices =
          sum(needs, need -> occupied(need, key) + waiting(need, key)) <= budget.orZero(key);
      for (var i = 0; i < needs.size(); i++) {
        var need = needs.get(i);
        assertThat(targets.get(i).orZero(key))
            .isGreaterThanOrEqualTo(suffices ? occupied(need, key) : need.used().orZero(key));
      }
    }
  }

  /** What it must have for its guarantee and for use with surge, within its ceiling. */
  private static long occupied(NeedOf need, QuotaKey key) {
    var used = need.used().orZero(key);
    var wanted = Math.max(need.guarantee().orZero(key), used + need.surge().orZero(key));
    return Math.max(used, Math.min(wanted, ceiling(need, key)));
  }

  private static long waiting(NeedOf need, QuotaKey key) {
    return sum(need.refusedOnly().demands(), pods -> pods.each().orZero(key) * pods.count());
  }

  private static long ceiling(NeedOf need, QuotaKey key) {
    return need.ceiling().has(key) ? need.ceiling().orZero(key) : Long.MAX_VALUE;
  }

  @Property
  void noCeilingIsExceededExceptByUse(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var targets = targets(budget, needs);

    for (var key : KEYS) {
      for (var i = 0; i < needs.size(); i++) {
        var used = needs.get(i).used().orZero(key);
        assertThat(targets.get(i).orZero(key))
            .isLessThanOrEqualTo(Math.max(used, ceiling(needs.get(i), key)));
      }
    }
  }

  @Property
  void guaranteesAreServedInOrderBeforeAllThatIsNotUsed(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var targets = targets(budget, needs);

    for (var key : KEYS) {
      var left = Math.max(0, budget.orZero(key) - sum(needs, need -> need.used().orZero(key)));
      for (var i = 0; i < needs.size(); i++) {
        var need = needs.get(i);
        var guaranteed = Math.min(need.guarantee().orZero(key), ceiling(need, key));
        var raise = Math.min(left, Math.max(0, guaranteed - need.used().orZero(key)));
        assertThat(targets.get(i).orZero(key))
            .isGreaterThanOrEqualTo(need.used().orZero(key) + raise);
        left -= raise;
      }
    }
  }

  @Property
  void whatItGivesIsWhatItLeaves(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var targets = targets(budget, needs);

    var again = targets(budget, standing(needs, targets));

    assertThat(again).isEqualTo(targets);
  }

  @Property
  void theSameNeedsGiveTheSameTargets(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    assertThat(targets(budget, needs)).isEqualTo(targets(budget, needs));
  }

  /** Pods that only a larger budget lets in may take what others had as headroom. */
  @Property
  void anewAndWithoutDemandALargerBudgetTakesNothingFromAnybody(
      @ForAll("budgets") Amounts budget,
      @ForAll("amounts") Amounts more,
      @ForAll("needs") List<NeedOf> needs) {
    var calm = each(needs, need -> need.calm().standing(Amounts.NONE));

    var before = targets(budget, calm);
    var after = targets(budget.plus(more), calm);

    for (var i = 0; i < needs.size(); i++) {
      assertThat(before.get(i).fitsIn(after.get(i))).isTrue();
    }
  }

  @Property
  void ofPodsThatAreAlikeALargerBudgetLetsNoFewerInAnywhere(
      @ForAll("budgets") Amounts budget,
      @ForAll("amounts") Amounts more,
      @ForAll("needs") List<NeedOf> needs) {
    var each = Amounts.of(Map.of(CPU, 7 * CPU.quantum(), QuotaKey.PODS, 1L));
    var alike = each(needs, need -> NeedOf.NOTHING.weight(0).demand(each, 5));

    var before = targets(budget.only(each.keys()), alike);
    var after = targets(budget.plus(more).only(each.keys()), alike);

    for (var i = 0; i < needs.size(); i++) {
      assertThat(before.get(i).fitsIn(after.get(i))).isTrue();
    }
  }

  @Property
  void podsThatWereRefusedLeaveTheLargestSurgeAndTakeAllElse(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var calm = each(needs, need -> NeedOf.NOTHING.used(need.used()).surge(need.surge()));
    var blocked = NeedOf.NOTHING.weight(0).demand(Amounts.of(QuotaKey.PODS, 1), 10_000);
    var rest = budget.orZero(QuotaKey.PODS) - sum(needs, need -> need.used().orZero(QuotaKey.PODS));
    var largest =
        needs.stream().mapToLong(need -> need.surge().orZero(QuotaKey.PODS)).max().orElse(0);

    var all = new ArrayList<>(calm);
    all.add(blocked);

    assertThat(targets(budget.only(Set.of(QuotaKey.PODS)), all).get(calm.size()))
        .isEqualTo(times(Amounts.of(QuotaKey.PODS, 1), Math.max(0, rest - largest)));
  }

  @Property
  void whereAllWaitAndNobodyIsFarFromItsFairPodsNothingIsMoved(
      @ForAll("podsOfEach") List<Long> podsOfEach) {
    var each = Amounts.of(Map.of(CPU, 3 * CPU.quantum(), QuotaKey.PODS, 1L));
    var full = new ArrayList<NeedOf>();
    for (var pods : podsOfEach) {
      var used = times(each, pods - full.size() % 3);
      full.add(NeedOf.NOTHING.used(used).demand(each, 1000).standing(times(each, pods)));
    }
    var stands = full.stream().map(NeedOf::standing).toList();
    var budget = stands.stream().reduce(Amounts.NONE, Amounts::plus);

    assertThat(targets(budget, full)).isEqualTo(stands);
  }

  /** Differ by less than an eighth of the fewest. */
  @Provide
  static Arbitrary<List<Long>> podsOfEach() {
    return Arbitraries.longs().between(32, 35).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property
  void whoeverWaitsIsRaisedNearlyToItsFairPodsHoweverUnevenItStands(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var each = Amounts.of(Map.of(CPU, 3 * CPU.quantum(), QuotaKey.PODS, 1L));
    var waiting =
        each(
            needs,
            need ->
                NeedOf.NOTHING.weight(need.weight()).standing(need.standing()).demand(each, 1000));
    var limited = budget.only(each.keys());

    var fair = targets(limited, each(waiting, need -> need.standing(Amounts.NONE)));
    var targets = targets(limited, waiting);

    for (var i = 0; i < needs.size(); i++) {
      var pods = times(fair.get(i), each);
      assertThat(times(targets.get(i), each)).isGreaterThanOrEqualTo(pods - Math.max(1, pods / 8));
    }
  }

  /** How many pods fit. */
  private static long times(Amounts room, Amounts each) {
    return each.keys().stream()
        .mapToLong(key -> room.orZero(key) / each.orZero(key))
        .min()
        .orElse(0);
  }

  /** Weight 0 gets no headroom, which a reserve may well take. */
  @Property
  void aReserveTakesNothingButHeadroom(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var each = Amounts.of(Map.of(CPU, 3 * CPU.quantum(), QuotaKey.PODS, 1L));
    var without = each(needs, need -> need.weight(0).standing(Amounts.NONE).refusedOnly());

    var before = targets(budget, without);
    var after = targets(budget, each(without, need -> need.reserve(each, 7)));

    for (var i = 0; i < needs.size(); i++) {
      assertThat(before.get(i).fitsIn(after.get(i))).isTrue();
    }
  }

  /** Weight 0 gets no headroom, so that nothing but whole pods is left to be seen. */
  @Property
  void podsAreGrantedWholeWithAllTheirKeys(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var each = Amounts.of(Map.of(CPU, 7 * CPU.quantum() + 3, MEMORY, 5L << 20, QuotaKey.PODS, 2L));
    var blocked = each(needs, need -> NeedOf.NOTHING.weight(0).demand(each, 9));

    var targets = targets(budget, blocked);

    var granted = 0L;
    for (var target : targets) {
      var pods = target.orZero(QuotaKey.PODS) / 2;
      assertThat(pods).isLessThanOrEqualTo(9);
      assertThat(target).isEqualTo(times(each, pods));
      granted += pods;
    }
    if (granted < 9L * needs.size()) {
      assertThat(times(each, granted + 1).fitsIn(budget)).isFalse();
    }
  }

  @Property
  void ofPodsThatAreAlikeEverybodyIsGrantedByWeight(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    Assume.that(needs.stream().allMatch(need -> need.weight() > 0));
    var each = Amounts.of(Map.of(QuotaKey.PODS, 3L));
    var blocked = each(needs, need -> NeedOf.NOTHING.weight(need.weight()).demand(each, 1000));
    var pods = budget.orZero(QuotaKey.PODS) / 3;

    var shares = EvenShares.of(Amounts.of(QuotaKey.PODS, pods), named(blocked, NeedOf::claim));

    var targets = targets(Amounts.of(QuotaKey.PODS, pods * 3), blocked);
    assertThat(targets).isEqualTo(shares.values().stream().map(share -> times(share, 3)).toList());
  }

  @Property
  void withoutUseSurgeAndDemandItSharesOutAsEvenDoes(
      @ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var idle =
        each(
            needs,
            need -> need.calm().used(Amounts.NONE).surge(Amounts.NONE).standing(Amounts.NONE));

    var even = EvenShares.of(budget, named(idle, NeedOf::claim));

    assertThat(targets(budget, idle)).isEqualTo(List.copyOf(even.values()));
  }

  @Property
  void headroomIsByWeight(@ForAll("budgets") Amounts budget, @ForAll("needs") List<NeedOf> needs) {
    var anew = each(needs, need -> NeedOf.NOTHING.weight(need.weight()).used(need.used()));

    var targets = targets(budget, anew);

    for (var key : KEYS) {
      var rest = budget.orZero(key) - sum(needs, need -> need.used().orZero(key));
      var claims = named(anew, NeedOf::claim);
      var headroom =
          List.copyOf(EvenShares.of(Amounts.of(key, Math.max(0, rest)), claims).values());
      for (var i = 0; i < needs.size(); i++) {
        assertThat(targets.get(i).orZero(key) - needs.get(i).used().orZero(key))
            .isEqualTo(headroom.get(i).orZero(key));
      }
    }
  }

  /** An eighth of all headroom together is more than an eighth of anybody's fair headroom. */
  @Property
  void whatStandsStaysHoweverUnevenWhileNobodyLacksRoom(
      @ForAll("needs") List<NeedOf> needs, @ForAll("headrooms") List<Amounts> headrooms) {
    var standing = new ArrayList<NeedOf>();
    for (var need : needs) {
      var occupied = need.used().plus(need.surge());
      var stands = occupied.plus(headrooms.get(standing.size()));
      standing.add(NeedOf.NOTHING.used(need.used()).surge(need.surge()).standing(stands));
    }
    var stands = standing.stream().map(NeedOf::standing).toList();
    var budget = stands.stream().reduce(Amounts.NONE, Amounts::plus);

    assertThat(targets(budget, standing)).isEqualTo(stands);
  }

  @Provide
  static Arbitrary<List<Amounts>> headrooms() {
    var headroom = Arbitraries.longs().between(400, 460);
    return Combinators.combine(headroom, headroom, headroom, Arbitraries.just(0))
        .as(AllocatorLawsTest::amounts)
        .list()
        .ofSize(6);
  }

  private static Amounts times(Amounts each, long count) {
    var units = new TreeMap<QuotaKey, Long>();
    each.keys().forEach(key -> units.put(key, each.orZero(key) * count));
    return Amounts.of(units);
  }

  private static List<NeedOf> standing(List<NeedOf> needs, List<Amounts> targets) {
    var next = targets.iterator();
    return each(needs, need -> need.standing(next.next()));
  }

  private static List<NeedOf> each(List<NeedOf> needs, UnaryOperator<NeedOf> change) {
    return needs.stream().map(change).toList();
  }

  private static List<Amounts> targets(Amounts budget, List<NeedOf> needs) {
    return List.copyOf(Allocator.targets(budget, named(needs, NeedOf::need)).values());
  }

  private static <T> Map<String, T> named(List<NeedOf> needs, Function<NeedOf, T> as) {
    var byName = new LinkedHashMap<String, T>();
    needs.forEach(need -> byName.put("namespace-" + byName.size(), as.apply(need)));
    return byName;
  }

  private static <T> long sum(List<T> all, Function<T, Long> amount) {
    return all.stream().mapToLong(amount::apply).sum();
  }
}
