package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PoolPlanLawsTest {

  private static final List<QuotaKey> KEYS = List.of(new QuotaKey("requests.cpu"), QuotaKey.PODS);
  private static final List<String> DEPARTMENTS = List.of("health", "tax", "water");

  @Provide
  static Arbitrary<Amounts> amounts() {
    return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.longs().between(0, 20))
        .ofMaxSize(KEYS.size())
        .map(Amounts::of);
  }

  @Provide
  static Arbitrary<List<Grant>> grants() {
    var days = Arbitraries.integers().between(10, 14).map(day -> "2026-01-" + day + "T00:00:00Z");
    return Combinators.combine(
            Arbitraries.strings().withCharRange('a', 'z').ofLength(3),
            Arbitraries.of(DEPARTMENTS),
            days,
            amounts(),
            amounts())
        .as(Grant::new)
        .list()
        .uniqueElements(Grant::name)
        .ofMaxSize(6)
        .withoutEdgeCases();
  }

  /** Some of them raised by another process, which nobody here asks for now. */
  @Provide
  static Arbitrary<List<Grant>> reservedGrants() {
    return grants()
        .flatMap(
            grants ->
                amounts()
                    .list()
                    .ofSize(grants.size())
                    .map(
                        reserved ->
                            IntStream.range(0, grants.size())
                                .mapToObj(i -> reserved(grants.get(i), reserved.get(i)))
                                .toList()));
  }

  private static Grant reserved(Grant grant, Amounts reserved) {
    return new Grant(
        grant.name(),
        grant.department(),
        grant.created(),
        grant.asked(),
        grant.granted().max(reserved),
        reserved);
  }

  @Property(tries = 1_500)
  void whatIsReservedCountsWhateverIsAskedForNow(
      @ForAll("reservedGrants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts headroom) {
    var pool = claimed(grants, Grant::granted, bounds).plus(headroom);

    var decisions = PoolPlan.of(Optional.of(pool), grants, bounds);

    var after = claimed(grants, g -> decisions.get(g.name()).granted().max(g.reserved()), bounds);
    assertThat(after.only(pool.keys()).fitsIn(pool)).isTrue();
  }

  @Provide
  static Arbitrary<Map<String, Amounts>> bounds() {
    return Arbitraries.maps(Arbitraries.of(DEPARTMENTS), amounts()).ofMaxSize(3).withoutEdgeCases();
  }

  @Property(tries = 1_500)
  void whatHeldBeforeHoldsAfter(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts headroom) {
    var pool = claimed(grants, Grant::granted, bounds).plus(headroom);

    var decisions = PoolPlan.of(Optional.of(pool), grants, bounds);

    var after = claimed(grants, g -> decisions.get(g.name()).granted(), bounds);
    assertThat(after.only(pool.keys()).fitsIn(pool)).isTrue();
  }

  @Property(tries = 1_500)
  void beyondThePoolNothingIsRaised(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool) {
    var before = claimed(grants, Grant::granted, bounds);

    var decisions = PoolPlan.of(Optional.of(pool), grants, bounds);

    var after = claimed(grants, g -> decisions.get(g.name()).granted(), bounds);
    for (var key : pool.keys()) {
      assertThat(after.orZero(key))
          .isLessThanOrEqualTo(Math.max(pool.orZero(key), before.orZero(key)));
    }
  }

  @Property
  void aGrantIsServedWholeOrKeepsWhatItHadOfIt(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool) {
    var decisions = PoolPlan.of(Optional.of(pool), grants, bounds);

    for (var grant : grants) {
      var granted = decisions.get(grant.name()).granted();
      if (decisions.get(grant.name()).isComplete()) {
        assertThat(granted).isEqualTo(grant.asked());
      } else {
        assertThat(granted.keys()).isSubsetOf(grant.asked().keys());
        for (var key : grant.asked().keys()) {
          assertThat(granted.orZero(key))
              .isEqualTo(Math.min(grant.granted().orZero(key), grant.asked().orZero(key)));
        }
      }
    }
  }

  @Property
  void whatIsAskedForWithinWhatIsInForceIsGrantedAtOnce(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool) {
    var decisions = PoolPlan.of(Optional.of(pool), grants, bounds);

    assertThat(grants)
        .filteredOn(grant -> grant.asked().fitsIn(grant.granted()))
        .allSatisfy(
            grant -> assertThat(decisions.get(grant.name()).granted()).isEqualTo(grant.asked()));
  }

  @Property(tries = 1_500)
  void aPoolLargerByWhatIsMissingWouldServeTheOldestThatWaits(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool) {
    var waiting = oldestThatWaits(grants, PoolPlan.of(Optional.of(pool), grants, bounds));

    waiting.ifPresent(
        decided -> {
          var missing = decided.getValue().missing();
          assertThat(missing.withoutZeros()).isEqualTo(missing);
          assertThat(isServed(decided.getKey(), pool.plus(missing), grants, bounds)).isTrue();
          for (var key : missing.keys()) {
            var nearly = missing.minus(Amounts.of(key, 1));
            assertThat(isServed(decided.getKey(), pool.plus(nearly), grants, bounds)).isFalse();
          }
        });
  }

  @Property
  void aNewGrantChangesNothingForOlderOnes(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool,
      @ForAll("amounts") Amounts asked) {
    var newest = new Grant("new", "tax", "2026-02-01T00:00:00Z", asked, Amounts.NONE);
    var all = new ArrayList<>(grants);
    all.removeIf(grant -> grant.name().equals("new"));
    var without = PoolPlan.of(Optional.of(pool), all, bounds);

    all.add(0, newest);
    var with = PoolPlan.of(Optional.of(pool), all, bounds);

    assertThat(with).containsAllEntriesOf(without);
  }

  @Property
  void theOrderInWhichGrantsAreListedDoesNotMatter(
      @ForAll("grants") List<Grant> grants,
      @ForAll("bounds") Map<String, Amounts> bounds,
      @ForAll("amounts") Amounts pool) {
    var sorted = grants.stream().sorted(Comparator.comparing(Grant::name)).toList();

    assertThat(PoolPlan.of(Optional.of(pool), sorted, bounds))
        .isEqualTo(PoolPlan.of(Optional.of(pool), grants, bounds));
  }

  private static Optional<Map.Entry<String, PoolPlan.Decision>> oldestThatWaits(
      List<Grant> grants, Map<String, PoolPlan.Decision> decisions) {
    return grants.stream()
        .filter(grant -> !decisions.get(grant.name()).isComplete())
        .min(Comparator.comparing(Grant::created).thenComparing(Grant::name))
        .map(grant -> Map.entry(grant.name(), decisions.get(grant.name())));
  }

  private static boolean isServed(
      String name, Amounts pool, List<Grant> grants, Map<String, Amounts> bounds) {
    return PoolPlan.of(Optional.of(pool), grants, bounds).get(name).isComplete();
  }

  /** Sum over departments of the larger of budget and bounds. */
  private static Amounts claimed(
      List<Grant> grants, Function<Grant, Amounts> granted, Map<String, Amounts> bounds) {
    var budgets = new HashMap<String, Amounts>();
    grants.forEach(g -> budgets.merge(g.department(), granted.apply(g), Amounts::plus));
    var departments = new HashSet<>(budgets.keySet());
    departments.addAll(bounds.keySet());
    return departments.stream()
        .map(
            name ->
                budgets
                    .getOrDefault(name, Amounts.NONE)
                    .max(bounds.getOrDefault(name, Amounts.NONE)))
        .reduce(Amounts.NONE, Amounts::plus);
  }
}
