package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares a grant out over namespaces: guarantees first, the rest by weight up to the ceilings. Pure
 * and deterministic; for every key the shares add up to the grant or, where ceilings and zero
 * weights leave a rest, to less.
 */
public final class EvenShares {

  /** Amounts by namespace; every claim gets every key of the grant, if only with 0. */
  public static Map<String, Amounts> of(Amounts grant, Map<String, Claim> claims) {
    var byNamespace = new LinkedHashMap<String, Map<QuotaKey, Long>>();
    claims.keySet().forEach(name -> byNamespace.put(name, new TreeMap<>()));
    for (var key : grant.keys()) {
      var shares = shareOut(key, grant.orZero(key), List.copyOf(claims.values()));
      var next = shares.iterator();
      byNamespace.values().forEach(amounts -> amounts.put(key, next.next()));
    }
    var amounts = new LinkedHashMap<String, Amounts>();
    byNamespace.forEach((name, units) -> amounts.put(name, Amounts.of(units)));
    return amounts;
  }

  private static List<Long> shareOut(QuotaKey key, long total, List<Claim> claims) {
    var shares = guarantees(key, total, claims);
    var rest = total - shares.stream().mapToLong(Long::longValue).sum();
    while (rest > 0) {
      var given = pourOnce(key, rest, claims, shares);
      if (given == 0) {
        break;
      }
      rest -= given;
    }
    return shares;
  }

  /** In the order of the claims, as far as the total reaches. */
  private static List<Long> guarantees(QuotaKey key, long total, List<Claim> claims) {
    var shares = new ArrayList<Long>();
    var left = total;
    for (var claim : claims) {
      var guaranteed = Math.min(left, Math.min(claim.guarantee().orZero(key), ceiling(key, claim)));
      shares.add(guaranteed);
      left -= guaranteed;
    }
    return shares;
  }

  /**
   * One round of water-filling: each namespace below its ceiling gets its part by weight in whole
   * quanta; what is less than a quantum for each goes, quantum by quantum, to the first ones.
   *
   * @return how much was given
   */
  private static long pourOnce(QuotaKey key, long rest, List<Claim> claims, List<Long> shares) {
    var weights = 0L;
    for (var i = 0; i < claims.size(); i++) {
      weights += room(key, claims.get(i), shares.get(i)) > 0 ? claims.get(i).weight() : 0;
    }
    if (weights == 0) {
      return 0;
    }
    var quantum = Math.min(key.quantum(), rest);
    var given = 0L;
    for (var i = 0; i < claims.size(); i++) {
      var claim = claims.get(i);
      var room = claim.weight() == 0 ? 0 : room(key, claim, shares.get(i));
      var part = partOf(rest, claim.weight(), weights) / quantum * quantum;
      var share = Math.min(Math.max(part, quantum), Math.min(room, rest - given));
      shares.set(i, shares.get(i) + share);
      given += share;
    }
    return given;
  }

  private static long partOf(long rest, int weight, long weights) {
    return rest / weights * weight + rest % weights * weight / weights;
  }

  private static long room(QuotaKey key, Claim claim, long share) {
    return ceiling(key, claim) - share;
  }

  private static long ceiling(QuotaKey key, Claim claim) {
    return claim.ceiling().has(key) ? claim.ceiling().orZero(key) : Long.MAX_VALUE;
  }

  private EvenShares() {}
}
