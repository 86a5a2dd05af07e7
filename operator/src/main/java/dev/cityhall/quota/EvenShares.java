package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.math.BigInteger;
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
    var open = new ArrayList<Share>();
    for (var i = 0; i < claims.size(); i++) {
      var room = ceiling(key, claims.get(i)) - shares.get(i);
      if (claims.get(i).weight() > 0 && room > 0) {
        open.add(new Share(i, claims.get(i).weight(), room));
      }
    }
    pour(key.quantum(), rest, open)
        .forEach(share -> shares.set(share.index, shares.get(share.index) + share.given));
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
   * By weight in whole quanta, by D'Hondt's rule with ceilings: each quantum goes to the one with
   * the largest weight over the quanta it would then have, the first of equals; what an own room
   * has left beyond whole quanta counts as its last one. A larger rest lengthens this one sequence,
   * so it takes nothing from anybody. Water-filling finds most of the sequence at once.
   *
   * @return all that were open, with what they were given
   */
  private static List<Share> pour(long quantum, long rest, List<Share> all) {
    var open = new ArrayList<>(all);
    var left = rest;
    while (!open.isEmpty()) {
      var weights = open.stream().mapToLong(share -> share.weight).sum();
      var toShare = left;
      var full =
          open.stream()
              .filter(share -> partOf(toShare, share.weight, weights) >= share.room)
              .toList();
      if (full.isEmpty()) {
        open.forEach(share -> share.give(whole(quantum, partOf(toShare, share.weight, weights))));
        break;
      }
      full.forEach(share -> share.give(whole(quantum, share.room)));
      left -= full.stream().mapToLong(share -> share.room).sum();
      open.removeAll(full);
    }
    var given = all.stream().mapToLong(share -> share.given).sum();
    var unfilled = all.stream().filter(share -> share.given < share.room).toList();
    giveSingly(quantum, rest - given, new ArrayList<>(unfilled));
    return all;
  }

  private static void giveSingly(long quantum, long rest, List<Share> open) {
    var left = rest;
    while (left > 0 && !open.isEmpty()) {
      var next = open.get(0);
      for (var share : open) {
        next = share.comesBefore(next, quantum) ? share : next;
      }
      left -= next.give(Math.min(Math.min(quantum, left), next.room - next.given));
      if (next.given == next.room) {
        open.remove(next);
      }
    }
  }

  /** What one namespace gets by weight, beyond its guarantee. */
  private static final class Share {

    private final int index;
    private final long weight;
    private final long room;
    private long given;

    Share(int index, long weight, long room) {
      this.index = index;
      this.weight = weight;
      this.room = room;
    }

    long give(long amount) {
      given += amount;
      return amount;
    }

    /** Whether weight over quanta, with one more, is larger than the other's. */
    boolean comesBefore(Share other, long quantum) {
      var mine = BigInteger.valueOf(other.given / quantum + 1).multiply(BigInteger.valueOf(weight));
      var theirs =
          BigInteger.valueOf(given / quantum + 1).multiply(BigInteger.valueOf(other.weight));
      return mine.compareTo(theirs) > 0;
    }
  }

  private static long partOf(long rest, long weight, long weights) {
    return rest / weights * weight + rest % weights * weight / weights;
  }

  private static long whole(long quantum, long amount) {
    return amount / quantum * quantum;
  }

  private static long ceiling(QuotaKey key, Claim claim) {
    return claim.ceiling().has(key) ? claim.ceiling().orZero(key) : Long.MAX_VALUE;
  }

  private EvenShares() {}
}
