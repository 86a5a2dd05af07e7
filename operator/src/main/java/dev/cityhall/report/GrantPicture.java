package dev.cityhall.report;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaSpec.Distribution;
import dev.cityhall.api.DepartmentQuotaSpec.Mode;
import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Plane;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One grant of a department, as it is declared and as the operator last judged it.
 *
 * @param priorityClass the PriorityClass whose pods alone it limits; empty: a part of the budget
 * @param asked its hard amounts, whatever its validity
 * @param inForce what of it counts in the department's budget
 * @param reason word of its condition Granted; empty while the operator has not looked at it
 * @param message what the operator says of it
 * @param isJudged whether reason and message are about the grant as it is declared now
 */
public record GrantPicture(
    String name,
    boolean isElastic,
    List<Share> shares,
    String priorityClass,
    Amounts asked,
    Amounts inForce,
    @Nullable String validFrom,
    @Nullable String validUntil,
    String reason,
    String message,
    boolean isJudged) {

  private static final String GRANTED = "Granted";

  public static GrantPicture of(DepartmentQuota grant) {
    var spec = grant.getSpec();
    var status = Optional.ofNullable(grant.getStatus());
    var granted =
        status.flatMap(s -> s.conditions().stream().filter(GrantPicture::isOfGrant).findFirst());
    var distribution = Optional.ofNullable(spec.distribution());
    var generation = grant.getMetadata().getGeneration();
    return new GrantPicture(
        grant.getMetadata().getName(),
        distribution.map(Distribution::mode).filter(m -> m == Mode.ELASTIC).isPresent(),
        distribution.map(Distribution::shares).orElse(List.of()),
        Plane.of(spec).priorityClass(),
        Amounts.parse(spec.hard()),
        status.map(s -> Amounts.parse(s.granted())).orElse(Amounts.NONE),
        spec.validFrom(),
        spec.validUntil(),
        granted.map(Condition::reason).orElse(""),
        granted.map(Condition::message).orElse(""),
        granted
            .filter(c -> generation == null || c.observedGeneration() >= generation)
            .isPresent());
  }

  private static boolean isOfGrant(Condition condition) {
    return condition.type().equals(GRANTED);
  }

  /** Whether the city's pool has no room for it. */
  public boolean isWaiting() {
    return reason.equals(Reason.POOL_EXHAUSTED.toString());
  }

  /**
   * The share of a namespace: one for its environment before one for the whole system.
   *
   * @param place system and environment, {@code vat-prod}; environments have no hyphen
   */
  Optional<Share> shareOf(String place) {
    var hyphen = place.lastIndexOf('-');
    if (hyphen < 0) {
      return Optional.empty();
    }
    var environment = place.substring(hyphen + 1);
    var ofSystem =
        shares.stream().filter(s -> s.system().equals(place.substring(0, hyphen))).toList();
    return ofSystem.stream()
        .filter(s -> environment.equals(s.environment()))
        .findFirst()
        .or(() -> ofSystem.stream().filter(s -> s.environment() == null).findFirst());
  }

  /** The most of a key that the namespace gets of this grant. */
  long ceilingOf(String place, QuotaKey key) {
    var ceiling = shareOf(place).map(s -> Amounts.parse(s.ceiling())).orElse(Amounts.NONE);
    return ceiling.has(key)
        ? Math.min(ceiling.orZero(key), inForce.orZero(key))
        : inForce.orZero(key);
  }
}
