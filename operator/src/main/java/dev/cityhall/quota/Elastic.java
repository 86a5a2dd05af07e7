package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each namespace is entitled to where grants are elastic. Pure. */
public final class Elastic {

  /**
   * Entitlements by namespace. The even grants of the department are guaranteed as they are shared
   * out; of the elastic ones guarantees, surges and busy hours add up.
   *
   * @return empty if no grant is elastic
   */
  public static Map<String, ElasticShare> of(
      List<GrantInForce> grants, List<Room> rooms, Instant now, ZoneId zone) {
    var elastic = grants.stream().filter(GrantInForce::isElastic).toList();
    if (elastic.isEmpty()) {
      return Map.of();
    }
    var even = Targets.of(grants.stream().filter(grant -> !grant.isElastic()).toList(), rooms);
    var shares = new LinkedHashMap<String, ElasticShare>();
    for (var room : rooms) {
      var fixed = even.getOrDefault(room.namespace(), Amounts.NONE);
      var share = new ElasticShare(fixed.max(room.volumes()), Amounts.NONE, 0, Amounts.NONE);
      for (var grant : elastic) {
        share = with(share, grant, room, now, zone);
      }
      var capped =
          room.system() == null
              ? nothingBut(share.guarantee(), elastic)
              : ceiling(fixed, elastic, room);
      shares.put(
          room.namespace(),
          new ElasticShare(share.guarantee(), capped, share.weight(), share.surge()));
    }
    return shares;
  }

  private static ElasticShare with(
      ElasticShare share, GrantInForce grant, Room room, Instant now, ZoneId zone) {
    var claim = Targets.claim(grant, room, Amounts.NONE);
    var hinted =
        room.system() == null || room.environment() == null
            ? Amounts.NONE
            : Hints.of(Hints.active(grant.hints(), now, zone), room.system(), room.environment());
    return new ElasticShare(
        share.guarantee().plus(claim.guarantee().max(hinted)),
        Amounts.NONE,
        Math.max(share.weight(), claim.weight()),
        share.surge().plus(grant.surge()));
  }

  /** The home namespace is for no pods: no room for a roll-out and none on demand. */
  private static Amounts nothingBut(Amounts guarantee, List<GrantInForce> elastic) {
    var ceilings = new TreeMap<QuotaKey, Long>();
    for (var grant : elastic) {
      grant.granted().keys().forEach(key -> ceilings.put(key, guarantee.orZero(key)));
    }
    return Amounts.of(ceilings);
  }

  /** A key has a ceiling if one of the elastic grants sets one; the others give all they have. */
  private static Amounts ceiling(Amounts fixed, List<GrantInForce> elastic, Room room) {
    var keys = new HashSet<QuotaKey>();
    elastic.forEach(g -> keys.addAll(Targets.claim(g, room, Amounts.NONE).ceiling().keys()));
    var ceilings = new TreeMap<QuotaKey, Long>();
    for (var key : keys) {
      var sum = fixed.only(keys);
      for (var grant : elastic) {
        var ceiling = Targets.claim(grant, room, Amounts.NONE).ceiling();
        sum = sum.plus(ceiling.has(key) ? ceiling : grant.granted().only(keys));
      }
      ceilings.put(key, sum.orZero(key));
    }
    return Amounts.of(ceilings);
  }

  private Elastic() {}
}
