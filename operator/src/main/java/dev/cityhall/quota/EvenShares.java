package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Arrays;
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
      var next = Arrays.stream(shares).iterator();
      byNamespace.values().forEach(amounts -> amounts.put(key, next.next()));
    }
    var amounts = new LinkedHashMap<String, Amounts>();
    byNamespace.forEach((name, units) -> amounts.put(name, Amounts.of(units)));
    return amounts;
  }

  private static long[] shareOut(QuotaKey key, long total, List<Claim> claims) {
    var shares = guarantees(key, total, claims);
    var weights = claims.stream().mapToInt(Claim::weight).toArray();
    var rooms = new long[shares.length];
    var rest = total;
    for (var i = 0; i < shares.length; i++) {
      rooms[i] = ceiling(key, claims.get(i)) - shares[i];
      rest -= shares[i];
    }
    var given = Pouring.pour(key.quantum(), rest, weights, rooms);
    for (var i = 0; i < shares.length; i++) {
      shares[i] += given[i];
    }
    return shares;
  }

  /** In the order of the claims, as far as the total reaches. */
  private static long[] guarantees(QuotaKey key, long total, List<Claim> claims) {
    var shares = new long[claims.size()];
    var left = total;
    for (var i = 0; i < shares.length; i++) {
      var claim = claims.get(i);
      shares[i] = Math.min(left, Math.min(claim.guarantee().orZero(key), ceiling(key, claim)));
      left -= shares[i];
    }
    return shares;
  }

  private static long ceiling(QuotaKey key, Claim claim) {
    return claim.ceiling().has(key) ? claim.ceiling().orZero(key) : Long.MAX_VALUE;
  }

  private EvenShares() {}
}
