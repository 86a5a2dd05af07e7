package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What each namespace of a department shall have of its budget in the end. Pure. */
public final class Targets {

  /**
   * Each grant is shared out by its own distribution; a namespace gets the sum of its shares. What
   * its declared volumes need is guaranteed once, by the first grants that have it.
   *
   * @return amounts by namespace, with every key of the budget
   */
  public static Map<String, Amounts> of(List<GrantInForce> grants, List<Room> rooms) {
    var targets = new LinkedHashMap<String, Amounts>();
    rooms.forEach(room -> targets.put(room.namespace(), Amounts.NONE));
    var volumes = new HashMap<String, Amounts>();
    rooms.forEach(room -> volumes.put(room.namespace(), room.volumes()));
    for (var grant : grants) {
      var claims = new LinkedHashMap<String, Claim>();
      for (var room : rooms) {
        var needed = volumes.getOrDefault(room.namespace(), Amounts.NONE);
        claims.put(room.namespace(), claim(grant, room, needed));
      }
      EvenShares.of(grant.granted(), claims)
          .forEach(
              (name, share) -> {
                targets.merge(name, share, Amounts::plus);
                volumes.merge(name, share, Amounts::minus);
              });
    }
    return targets;
  }

  /** The department's budget: the sum of its grants in force. */
  public static Amounts budget(List<GrantInForce> grants) {
    return grants.stream().map(GrantInForce::granted).reduce(Amounts.NONE, Amounts::plus);
  }

  static Claim claim(GrantInForce grant, Room room, Amounts volumes) {
    var share = shareOf(grant, room);
    var guarantee = share.map(s -> Amounts.parse(s.guarantee())).orElse(Amounts.NONE);
    var ceiling = share.map(s -> Amounts.parse(s.ceiling())).orElse(Amounts.NONE);
    var usual = room.system() == null ? 0 : 1;
    var weight = share.map(s -> Objects.requireNonNullElse(s.weight(), 1)).orElse(usual);
    return new Claim(guarantee.max(volumes), ceiling, weight);
  }

  /** The share that names the environment comes before one for the whole system. */
  private static Optional<Share> shareOf(GrantInForce grant, Room room) {
    var ofSystem = grant.shares().stream().filter(s -> s.system().equals(room.system())).toList();
    return ofSystem.stream()
        .filter(s -> s.environment() != null && s.environment().equals(room.environment()))
        .findFirst()
        .or(() -> ofSystem.stream().filter(s -> s.environment() == null).findFirst());
  }

  private Targets() {}
}
