package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EvenSharesLawsTest {

  private static final QuotaKey[] KEYS = {
    new QuotaKey("requests.cpu"), new QuotaKey("requests.memory"), QuotaKey.PODS
  };

  /** One key's claim, before it is known which key. */
  record Part(long guarantee, long ceiling, int weight) {

    static final long NO_CEILING = -1;

    Claim of(QuotaKey key) {
      var capped = ceiling == NO_CEILING ? Amounts.NONE : Amounts.of(key, ceiling);
      return new Claim(Amounts.of(key, guarantee), capped, weight);
    }

    long guaranteed() {
      return ceiling == NO_CEILING ? guarantee : Math.min(guarantee, ceiling);
    }
  }

  @Provide
  static Arbitrary<QuotaKey> keys() {
    return Arbitraries.of(KEYS);
  }

  @Provide
  static Arbitrary<Long> amounts() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 200),
        Arbitraries.longs().between(0, 100).map(mebibytes -> mebibytes << 20),
        Arbitraries.longs().between(0, Long.MAX_VALUE));
  }

  @Provide
  static Arbitrary<List<Part>> parts() {
    var weights =
        Arbitraries.oneOf(Arbitraries.of(0, 1, 1, 2), Arbitraries.integers().between(1, 1000));
    var ceilings = Arbitraries.oneOf(Arbitraries.just(Part.NO_CEILING), amounts());
    var guarantees = Arbitraries.oneOf(Arbitraries.just(0L), amounts());
    return Combinators.combine(guarantees, ceilings, weights)
        .as(Part::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .withoutEdgeCases();
  }

  @Property
  void neverGivesMoreThanTheGrant(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    var left = grant;
    for (var share : shares(key, grant, parts)) {
      assertThat(share).isBetween(0L, left);
      left -= share;
    }
  }

  @Property
  void neverExceedsACeiling(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    var shares = shares(key, grant, parts);

    for (var i = 0; i < parts.size(); i++) {
      if (parts.get(i).ceiling() != Part.NO_CEILING) {
        assertThat(shares.get(i)).isLessThanOrEqualTo(parts.get(i).ceiling());
      }
    }
  }

  @Property
  void servesEveryGuaranteeThatTheGrantReachesInOrder(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    var shares = shares(key, grant, parts);

    var left = grant;
    for (var i = 0; i < parts.size(); i++) {
      var guaranteed = Math.min(left, parts.get(i).guaranteed());
      assertThat(shares.get(i)).isGreaterThanOrEqualTo(guaranteed);
      left -= guaranteed;
    }
  }

  @Property
  void leavesARestOnlyWhereNobodyWithAWeightIsBelowItsCeiling(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    var shares = shares(key, grant, parts);

    var given = shares.stream().mapToLong(Long::longValue).sum();
    for (var i = 0; i < parts.size(); i++) {
      if (parts.get(i).weight() > 0 && shares.get(i) != parts.get(i).ceiling()) {
        assertThat(given).isEqualTo(grant);
      }
    }
  }

  @Property
  void givesNothingBeyondTheGuaranteeToWeightZero(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    var shares = shares(key, grant, parts);

    for (var i = 0; i < parts.size(); i++) {
      if (parts.get(i).weight() == 0) {
        assertThat(shares.get(i)).isLessThanOrEqualTo(parts.get(i).guaranteed());
      }
    }
  }

  @Property
  void equalWeightsDifferByAtMostOneQuantum(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll @IntRange(min = 1, max = 40) int namespaces,
      @ForAll @IntRange(min = 1, max = 1000) int weight) {
    var parts = Collections.nCopies(namespaces, new Part(0, Part.NO_CEILING, weight));

    var shares = shares(key, grant, parts);

    var spread = Collections.max(shares) - Collections.min(shares);
    assertThat(spread).isLessThanOrEqualTo(key.quantum());
  }

  @Property
  void theSameClaimsGiveTheSameShares(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("parts") List<Part> parts) {
    assertThat(shares(key, grant, parts)).isEqualTo(shares(key, grant, parts));
  }

  @Property
  void keysAreSharedOutIndependently(
      @ForAll("amounts") long cpu,
      @ForAll("amounts") long pods,
      @ForAll("parts") List<Part> parts) {
    var claims = claims(KEYS[0], parts);

    var both = EvenShares.of(Amounts.of(Map.of(KEYS[0], cpu, QuotaKey.PODS, pods)), claims);

    var alone = EvenShares.of(Amounts.of(KEYS[0], cpu), claims);
    both.forEach(
        (name, share) ->
            assertThat(share.orZero(KEYS[0])).isEqualTo(alone.get(name).orZero(KEYS[0])));
  }

  @Property
  void aLargerGrantTakesNothingFromAnybody(
      @ForAll("keys") QuotaKey key,
      @ForAll("amounts") long grant,
      @ForAll("amounts") long more,
      @ForAll("parts") List<Part> parts) {
    Assume.that(grant <= Long.MAX_VALUE - more);

    var before = shares(key, grant, parts);
    var after = shares(key, grant + more, parts);

    for (var i = 0; i < parts.size(); i++) {
      assertThat(after.get(i)).isGreaterThanOrEqualTo(before.get(i));
    }
  }

  private static List<Long> shares(QuotaKey key, long grant, List<Part> parts) {
    return EvenShares.of(Amounts.of(key, grant), claims(key, parts)).values().stream()
        .map(amounts -> amounts.orZero(key))
        .toList();
  }

  private static Map<String, Claim> claims(QuotaKey key, List<Part> parts) {
    var claims = new LinkedHashMap<String, Claim>();
    parts.forEach(part -> claims.put("namespace-" + claims.size(), part.of(key)));
    return claims;
  }
}
