package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvenSharesTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final QuotaKey PODS = QuotaKey.PODS;

  @Test
  void sharesOutByWeight() {
    var shares = EvenShares.of(pods(60), claims(weight(3), weight(2), weight(1)));

    assertThat(shares.values()).containsExactly(pods(30), pods(20), pods(10));
  }

  @Test
  void givesEveryNamespaceEveryKeyOfTheGrant() {
    var shares = EvenShares.of(pods(60).plus(Amounts.of(CPU, 50)), claims(Claim.NOTHING));

    assertThat(shares.values()).containsExactly(Amounts.of(Map.of(PODS, 0L, CPU, 0L)));
  }

  @Test
  void servesGuaranteesBeforeAnyWeight() {
    var guaranteed = new Claim(pods(50), Amounts.NONE, 1);

    var shares = EvenShares.of(pods(60), claims(Claim.EVEN, guaranteed, Claim.NOTHING));

    assertThat(shares.values()).containsExactly(pods(5), pods(55), pods(0));
  }

  @Test
  void servesGuaranteesInOrderAsFarAsTheGrantReaches() {
    var guaranteed = new Claim(pods(50), Amounts.NONE, 1);

    var shares = EvenShares.of(pods(60), claims(guaranteed, guaranteed, guaranteed));

    assertThat(shares.values()).containsExactly(pods(50), pods(10), pods(0));
  }

  @Test
  void neverGivesMoreThanTheCeilingNotEvenByGuarantee() {
    var capped = new Claim(pods(50), pods(7), 1000);

    var shares = EvenShares.of(pods(60), claims(capped, Claim.EVEN));

    assertThat(shares.values()).containsExactly(pods(7), pods(53));
  }

  @Test
  void leavesARestWhereCeilingsAndZeroWeightsAllowNoMore() {
    var capped = new Claim(Amounts.NONE, pods(7), 1);

    var shares = EvenShares.of(pods(60), claims(capped, Claim.NOTHING));

    assertThat(shares.values()).containsExactly(pods(7), pods(0));
  }

  @Test
  void givesWhatDoesNotDivideToTheFirstOnesQuantumByQuantum() {
    var shares = EvenShares.of(Amounts.of(CPU, 1000), claims(Claim.EVEN, Claim.EVEN, Claim.EVEN));

    assertThat(shares.values())
        .containsExactly(Amounts.of(CPU, 340), Amounts.of(CPU, 330), Amounts.of(CPU, 330));
  }

  @Test
  void endsSoonWithFiveHundredNamespacesAndTheLargestAmounts() {
    var random = new Random(500);
    var grant = Amounts.of(Map.of(CPU, Long.MAX_VALUE, PODS, Long.MAX_VALUE - 1));
    var claims = new LinkedHashMap<String, Claim>();
    for (var i = 0; i < 500; i++) {
      var ceiling = i == 0 ? Amounts.NONE : Amounts.of(CPU, random.nextLong(1L << (i % 62 + 1)));
      var guarantee = Amounts.of(PODS, random.nextLong(1L << 40));
      claims.put("namespace-" + i, new Claim(guarantee, ceiling, 1 + random.nextInt(1000)));
    }

    var shares = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> shares(grant, claims));

    assertThat(shares.values().stream().reduce(Amounts.NONE, Amounts::plus)).isEqualTo(grant);
  }

  private static Map<String, Amounts> shares(Amounts grant, Map<String, Claim> claims) {
    return EvenShares.of(grant, claims);
  }

  private static Amounts pods(long count) {
    return Amounts.of(PODS, count);
  }

  private static Claim weight(int weight) {
    return new Claim(Amounts.NONE, Amounts.NONE, weight);
  }

  private static Map<String, Claim> claims(Claim... claims) {
    var byName = new LinkedHashMap<String, Claim>();
    for (var claim : List.of(claims)) {
      byName.put("namespace-" + byName.size(), claim);
    }
    return byName;
  }
}
