package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes native ResourceQuotas and acknowledges them: {@code status.hard := spec.hard} by
 * compare-and-swap, because an unacknowledged quota enforces nothing and the controller-manager
 * acknowledges 20 a second at its default rate.
 *
 * <p>Every write carries the version that the decision rests on, so it serialises with the charges
 * of the API server and with other writers.
 */
public final class NativeQuotas {

  private static final int MOST_CONFLICTS = 5;

  private final ApiServer api;
  private final Mirror mirror;
  private final Repairs repairs;
  private final ObjectMapper mapper = new ObjectMapper();

  public NativeQuotas(ApiServer api, Mirror mirror, InstantSource clock) {
    this.api = api;
    this.mirror = mirror;
    this.repairs = new Repairs(clock);
  }

  /**
   * Creates a quota in a namespace.
   *
   * @param surelyUnused keys of which nothing can be in use yet; others are left to the
   *     controller-manager to count and acknowledge
   * @throws ApiFailure.Conflict if there is one of this name
   */
  public Observed create(HasMetadata quota, Predicate<String> surelyUnused) {
    var ref = Ref.of(quota);
    var created = api.create(ref, api.tree(quota));
    mirror.remember(ref.kind(), created);
    return acknowledge(ref, created, surelyUnused);
  }

  /**
   * Changes a quota that stands as observed, then acknowledges it.
   *
   * @throws ApiFailure.Conflict if it was changed or charged since; decide again
   * @throws Contested if another manager keeps changing it
   */
  public Observed change(Observed observed, HasMetadata quota) {
    var ref = observed.ref();
    var desired = api.tree(quota);
    var digest = OwnedFields.digest(ref.kind(), desired);
    if (digest.equals(observed.digest())) {
      repairs.wants(ref, digest);
      return isAcknowledged(observed) ? observed : acknowledge(ref, api.get(ref), key -> false);
    }
    var live = api.get(ref);
    if (live.at("/metadata/resourceVersion").asLong() != observed.version()) {
      mirror.remember(ref.kind(), live);
      throw new ApiFailure.Conflict(ref + " changed since it was read");
    }
    repairs.refuseIfContested(ref, digest, live);
    var patch = OwnedFields.patch(ref.kind(), desired, live).orElseThrow();
    var changed = api.patch(ref, Applier.atVersionOf(live, patch));
    repairs.wrote(ref, digest);
    mirror.remember(ref.kind(), changed);
    return acknowledge(ref, changed, key -> false);
  }

  private static boolean isAcknowledged(Observed quota) {
    return quota.kept().at("/spec/hard").equals(quota.kept().at("/status/hard"));
  }

  private Observed acknowledge(Ref ref, JsonNode fresh, Predicate<String> surelyUnused) {
    var current = fresh;
    for (var attempt = 1; ; attempt++) {
      var patch = acknowledgement(current, surelyUnused);
      if (patch == null) {
        return mirror.remember(ref.kind(), current);
      }
      try {
        return mirror.remember(ref.kind(), api.patchStatus(ref, patch));
      } catch (ApiFailure.Conflict e) {
        if (attempt == MOST_CONFLICTS) {
          throw e;
        }
        var seen = mirror.get(ref);
        if (seen.isPresent() && isLater(seen.get(), current) && isAcknowledged(seen.get())) {
          return seen.get();
        }
        current = api.get(ref);
      }
    }
  }

  private static boolean isLater(Observed seen, JsonNode quota) {
    return seen.version() > quota.at("/metadata/resourceVersion").asLong();
  }

  /** The patch of the status; null when there is nothing to do or something is not known. */
  private @Nullable ObjectNode acknowledgement(JsonNode quota, Predicate<String> surelyUnused) {
    var hard = quota.at("/spec/hard");
    var used = quota.at("/status/used");
    if (hard.equals(quota.at("/status/hard"))) {
      return null;
    }
    var known = mapper.createObjectNode();
    for (var field : hard.properties()) {
      var key = field.getKey();
      if (!used.has(key) && !surelyUnused.test(key)) {
        return null;
      }
      known.set(key, used.has(key) ? used.get(key) : mapper.getNodeFactory().textNode("0"));
    }
    var status = mapper.createObjectNode();
    status.set("hard", OwnedFields.replacement(hard, quota.at("/status/hard")));
    status.set("used", OwnedFields.replacement(known, used));
    var patch = mapper.createObjectNode();
    patch.set("status", status);
    return Applier.atVersionOf(quota, patch);
  }
}
