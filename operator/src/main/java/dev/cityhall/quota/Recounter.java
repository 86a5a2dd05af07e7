package dev.cityhall.quota;

import dev.cityhall.cluster.Ref;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Writes what is surely used into the native quotas, not too often. */
final class Recounter {

  /** How often a use that leaves little room is recounted at most. */
  private static final Duration HURRIED_RECOUNT = Duration.ofMillis(200);

  /** Where there is room anyhow, a use that is too high has time. */
  private static final Duration UNHURRIED_RECOUNT = Duration.ofSeconds(2);

  private static final Duration SURE_AFTER = Duration.ofMillis(300);

  private final LiveUse use;
  private final Consumer<String> lookAgain;
  private final InstantSource clock;
  private final Map<Ref, Instant> undercounted = new ConcurrentHashMap<>();
  private final Map<Ref, Instant> recounted = new ConcurrentHashMap<>();

  /**
   * @param lookAgain is told namespaces that have to be looked at again soon
   */
  Recounter(LiveUse use, Consumer<String> lookAgain, InstantSource clock) {
    this.use = use;
    this.lookAgain = lookAgain;
    this.clock = clock;
  }

  /** Forgets all other quotas. */
  void retain(Set<Ref> there) {
    undercounted.keySet().retainAll(there);
    recounted.keySet().retainAll(there);
  }

  /** Recounts one quota if it is due. */
  void recount(DepartmentBudget budget, Ref ref, NativeQuota quota) {
    var now = clock.instant();
    var due =
        recounted
            .getOrDefault(ref, Instant.MIN)
            .plus(isScarce(quota) ? HURRIED_RECOUNT : UNHURRIED_RECOUNT);
    if (now.isBefore(due)) {
      return;
    }
    forgotten(ref, now)
        .or(() -> use.recount(ref, now))
        .filter(count -> budget.recount(ref.namespace(), count))
        .ifPresent(count -> recounted.put(ref, now));
  }

  /** Two looks, because the watch of pods may be ahead of that of quotas. */
  private Optional<LiveUse.Recounted> forgotten(Ref ref, Instant now) {
    var missing = use.undercount(ref);
    if (missing.isEmpty()) {
      undercounted.remove(ref);
      return Optional.empty();
    }
    lookAgain.accept(ref.namespace());
    var since = undercounted.computeIfAbsent(ref, r -> now);
    return now.isBefore(since.plus(SURE_AFTER)) ? Optional.empty() : missing;
  }

  /** Less than an eighth of some key is left. */
  static boolean isScarce(NativeQuota quota) {
    return quota.enforced().keys().stream()
        .anyMatch(
            key -> {
              var hard = quota.enforced().orZero(key);
              return hard > 0 && hard - quota.used().orZero(key) <= hard / 8;
            });
  }
}
