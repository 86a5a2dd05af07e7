package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes objects as desired with the fewest writes: none when they are, a POST when they are absent,
 * the smallest merge patch when they differ.
 */
public final class Applier {

  private static final Logger log = LoggerFactory.getLogger(Applier.class);
  private static final int MOST_CONFLICTS = 5;

  private final ApiServer api;
  private final Mirror mirror;
  private final Repairs repairs;

  public Applier(ApiServer api, Mirror mirror, InstantSource clock) {
    this.api = api;
    this.mirror = mirror;
    this.repairs = new Repairs(clock);
  }

  /**
   * Makes the object as desired.
   *
   * @throws ApiFailure if the API server did not carry it out
   * @throws Contested if another manager keeps changing it
   */
  public Observed apply(HasMetadata desired) {
    var ref = Ref.of(desired);
    var tree = api.tree(desired);
    var digest = OwnedFields.digest(ref.kind(), tree);
    var seen = mirror.get(ref);
    if (seen.isPresent() && seen.get().digest().equals(digest)) {
      repairs.wants(ref, digest);
      return seen.get();
    }
    return seen.isPresent() ? repair(ref, tree, digest) : createOrRepair(ref, tree, digest);
  }

  /**
   * Makes an object as desired that the control plane itself puts into every namespace: by
   * server-side apply, which is one request whoever was first.
   */
  public Observed applyToGiven(HasMetadata desired) {
    var ref = Ref.of(desired);
    if (mirror.get(ref).isPresent()) {
      return apply(desired);
    }
    var tree = api.tree(desired);
    var digest = OwnedFields.digest(ref.kind(), tree);
    repairs.refuseIfContested(ref, digest, MissingNode.getInstance());
    var applied = mirror.whileWriting(ref, digest, () -> api.serverSideApply(ref, tree));
    repairs.wrote(ref, digest);
    return mirror.remember(ref.kind(), applied);
  }

  /**
   * An object that was created just now.
   *
   * @param warnings what the API server warned of when it carried it out
   */
  public record Created(Observed observed, List<String> warnings) {}

  /**
   * Creates an object that must not exist yet.
   *
   * @throws ApiFailure.Conflict if it exists
   */
  public Created create(HasMetadata desired) {
    var ref = Ref.of(desired);
    var tree = api.tree(desired);
    return create(ref, tree, OwnedFields.digest(ref.kind(), tree));
  }

  /** Deletes the object that was observed, and no other of its name; nothing if it is gone. */
  public void delete(Observed observed) {
    try {
      api.delete(observed.ref(), observed.uid());
    } catch (ApiFailure.NotFound e) {
      log.debug("{} is gone already", observed.ref());
    }
    if (observed.ref().kind() != ObjectKind.NAMESPACE) {
      mirror.forget(observed.ref());
    }
  }

  /**
   * What the server has, read now; empty if there is no such object. Not remembered: it may not be
   * ours, and then no watch would keep it current.
   */
  public Optional<Observed> read(Ref ref) {
    try {
      return Optional.of(Observed.of(ref.kind(), api.get(ref)));
    } catch (ApiFailure.NotFound e) {
      return Optional.empty();
    }
  }

  private Observed createOrRepair(Ref ref, JsonNode desired, String digest) {
    try {
      return create(ref, desired, digest).observed();
    } catch (ApiFailure.Conflict e) {
      return repair(ref, desired, digest);
    }
  }

  private Created create(Ref ref, JsonNode desired, String digest) {
    repairs.refuseIfContested(ref, digest, MissingNode.getInstance());
    var answer = mirror.whileWriting(ref, digest, () -> api.createHearing(ref, desired));
    var created = mirror.remember(ref.kind(), answer.body());
    repairs.wrote(ref, digest);
    log.debug("created {}", ref);
    return new Created(created, answer.warnings());
  }

  private Observed repair(Ref ref, JsonNode desired, String digest) {
    for (var attempt = 1; ; attempt++) {
      try {
        return repairOnce(ref, desired, digest);
      } catch (ApiFailure.Conflict e) {
        if (attempt == MOST_CONFLICTS) {
          throw e;
        }
      } catch (ApiFailure.NotFound e) {
        mirror.forget(ref);
        return create(ref, desired, digest).observed();
      }
    }
  }

  private Observed repairOnce(Ref ref, JsonNode desired, String digest) {
    var live = api.get(ref);
    var patch = OwnedFields.patch(ref.kind(), desired, live);
    if (patch.isEmpty()) {
      repairs.wants(ref, digest);
      return mirror.remember(ref.kind(), live);
    }
    repairs.refuseIfContested(ref, digest, live);
    if (patch.get().has("roleRef")) {
      return replace(ref, desired, digest, live);
    }
    var owned = atVersionOf(live, patch.get());
    var patched = mirror.whileWriting(ref, digest, () -> api.patch(ref, owned));
    repairs.wrote(ref, digest);
    log.info("repaired {}: {}", ref, owned);
    return mirror.remember(ref.kind(), patched);
  }

  /** A roleRef cannot be changed; the binding is made anew. */
  private Observed replace(Ref ref, JsonNode desired, String digest, JsonNode live) {
    api.delete(ref, live.at("/metadata/uid").asText());
    mirror.forget(ref);
    return create(ref, desired, digest).observed();
  }

  /** The patch, valid only for the version that it was computed from. */
  static ObjectNode atVersionOf(JsonNode live, ObjectNode patch) {
    patch.withObject("/metadata").set("resourceVersion", live.at("/metadata/resourceVersion"));
    return patch;
  }
}
