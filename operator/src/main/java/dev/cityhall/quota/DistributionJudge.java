package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec;
import dev.cityhall.api.DepartmentQuotaSpec.Distribution;
import dev.cityhall.api.DepartmentQuotaSpec.Share;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import dev.cityhall.measure.Amounts;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a grant's distribution can be carried out as it is written. Pure.
 *
 * <p>It counts as it stands all the same, so this is a remark, and makes no grant unready.
 */
final class DistributionJudge {

  static final String FITS = "DistributionFits";

  private static final int MOST_NAMES = 20;

  /**
   * The remark; empty for a grant that departs from the even distribution nowhere.
   *
   * @param systems environments of each system of the department
   */
  static Optional<Verdict> of(DepartmentQuotaSpec spec, SortedMap<String, List<String>> systems) {
    var distribution = spec.distribution();
    if (distribution == null
        || (distribution.shares().isEmpty() && distribution.hints().isEmpty())) {
      return Optional.empty();
    }
    var unknown = unknown(distribution, systems);
    if (!unknown.isEmpty()) {
      return Optional.of(
          Verdict.fails(
              FITS, Reason.UNKNOWN_SYSTEM, unknownMessage(spec.department(), unknown, systems)));
    }
    var hard = Amounts.parse(spec.hard());
    var guaranteed = guaranteed(distribution.shares(), systems);
    var beyond = guaranteed.only(guaranteed.minus(hard).withoutZeros().keys());
    return Optional.of(
        beyond.isEmpty()
            ? Verdict.holds(FITS, Reason.GRANTED, "every share is of a system that there is")
            : Verdict.fails(FITS, Reason.GUARANTEES_TOO_LARGE, beyondMessage(beyond, hard)));
  }

  private static List<String> unknown(
      Distribution distribution, SortedMap<String, List<String>> systems) {
    var shares =
        distribution.shares().stream()
            .filter(s -> !isThere(systems, s.system(), s.environment()))
            .map(s -> "share of " + place(s.system(), s.environment()));
    var hints =
        distribution.hints().stream()
            .filter(h -> !isThere(systems, h.system(), h.environment()))
            .map(h -> "hint for " + place(h.system(), h.environment()));
    return Stream.concat(shares, hints).distinct().toList();
  }

  private static boolean isThere(
      SortedMap<String, List<String>> systems, String system, @Nullable String environment) {
    var environments = systems.get(system);
    return environments != null && (environment == null || environments.contains(environment));
  }

  private static String place(String system, @Nullable String environment) {
    return environment == null ? system : system + "/" + environment;
  }

  private static String unknownMessage(
      String department, List<String> unknown, SortedMap<String, List<String>> systems) {
    var there =
        systems.entrySet().stream()
            .map(system -> system.getKey() + " (" + String.join(", ", system.getValue()) + ")")
            .toList();
    return "without effect, because department %s has no such system or environment: %s. It has %s. Correct spec.distribution, or declare the system in the DepartmentTenant"
        .formatted(department, some(unknown), there.isEmpty() ? "none" : some(there));
  }

  private static String some(List<String> names) {
    var more = names.size() - MOST_NAMES;
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  /** Each environment gets the guarantee of the share that is for it. */
  private static Amounts guaranteed(List<Share> shares, SortedMap<String, List<String>> systems) {
    var grant = new GrantInForce("", Amounts.NONE, shares);
    var sum = Amounts.NONE;
    for (var system : systems.entrySet()) {
      for (var environment : system.getValue()) {
        var room = new Room("", system.getKey(), environment, Amounts.NONE);
        sum = sum.plus(Targets.claim(grant, room, Amounts.NONE).guarantee());
      }
    }
    return sum;
  }

  private static String beyondMessage(Amounts guaranteed, Amounts hard) {
    return "the guarantees of all namespaces together are %s, and the grant has %s: they are met in the order of the DepartmentTenant's systems until nothing is left. Lower spec.distribution.shares[].guarantee, which counts once for each environment, or raise spec.hard"
        .formatted(guaranteed, hard.only(guaranteed.keys()));
  }

  private DistributionJudge() {}
}
