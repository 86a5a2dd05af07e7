package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Writes native ResourceQuotas and acknowledges them: {@code status.hard := spec.hard} by
 * compare-and-swap, because an unacknowledged quota enforces nothing and the controller-manager
 * acknowledges 20 a second at its default rate.
 *
 * <p>Every write carries the version that the decision rests on, so it serialises with the charges
 * of the API server and with other writers.
 */
public final class NativeQuotas {

  /** Where the leader's mark stands. */
  static final String EPOCH_POINTER =
      "/metadata/annotations/" + CityHall.LEADER_EPOCH.replace("/", "~1");

  private static final int MOST_CONFLICTS = 5;

  private final ApiServer api;
  private final Mirror mirror;
  private final Repairs repairs;

  /** Of the amounts alone, which their one writer sets. */
  private final Repairs amountRepairs;

  private final ObjectMapper mapper = new ObjectMapper();

  public NativeQuotas(ApiServer api, Mirror mirror, InstantSource clock) {
    this.api = api;
    this.mirror = mirror;
    this.repairs = new Repairs(clock);
    this.amountRepairs = new Repairs(clock);
  }

  /**
   * Creates a quota in a namespace; it enforces nothing before it is acknowledged.
   *
   * @throws ApiFailure.Conflict if there is one of this name
   */
  public Observed create(HasMetadata quota) {
    var ref = Ref.of(quota);
    var desired = api.tree(quota);
    var digest = OwnedFields.digest(ref.kind(), desired);
    var created = mirror.whileWriting(ref, digest, () -> api.create(ref, desired));
    return mirror.remember(ref.kind(), created);
  }

  /**
   * Puts a quota into force, unless the controller-manager was faster.
   *
   * @param surelyUnused keys of which nothing can be in use yet; others that nobody has counted are
   *     left to the controller-manager
   */
  public Observed acknowledge(Observed quota, Predicate<QuotaKey> surelyUnused) {
    var current = newest(quota);
    for (var attempt = 1; ; attempt++) {
      if (isAcknowledged(current) || !isUseKnown(current.amounts(), surelyUnused)) {
        return current;
      }
      try {
        var answer = api.patchStatus(current.ref(), acknowledgement(current));
        return mirror.remember(current.ref().kind(), answer);
      } catch (ApiFailure.Conflict e) {
        if (attempt == MOST_CONFLICTS) {
          throw e;
        }
      }
      var seen = newest(current);
      current =
          seen.version() > current.version()
              ? seen
              : mirror.remember(current.ref().kind(), api.get(current.ref()));
    }
  }

  private Observed newest(Observed quota) {
    return mirror.get(quota.ref()).filter(o -> o.version() > quota.version()).orElse(quota);
  }

  private static boolean isUseKnown(QuotaAmounts amounts, Predicate<QuotaKey> surelyUnused) {
    return amounts.hard().keys().stream()
        .allMatch(key -> amounts.used().has(key) || surelyUnused.test(key));
  }

  /** {@code status.hard := spec.hard}, and the use of every key, at the version observed. */
  private ObjectNode acknowledgement(Observed quota) {
    var amounts = quota.amounts();
    var patch = mapper.createObjectNode();
    patch.putObject("metadata").put("resourceVersion", Long.toString(quota.version()));
    var status = patch.putObject("status");
    var hard = status.putObject("hard");
    amounts.enforced().keys().forEach(key -> hard.putNull(key.name()));
    var used = status.putObject("used");
    amounts.used().keys().forEach(key -> used.putNull(key.name()));
    for (var key : amounts.hard().keys()) {
      hard.put(key.name(), Amounts.text(key, amounts.hard().orZero(key)));
      used.put(key.name(), Amounts.text(key, amounts.used().orZero(key)));
    }
    return patch;
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
      return acknowledge(observed, key -> false);
    }
    var live = api.get(ref);
    if (live.at("/metadata/resourceVersion").asLong() != observed.version()) {
      mirror.remember(ref.kind(), live);
      throw new ApiFailure.Conflict(ref + " changed since it was read");
    }
    repairs.refuseIfContested(ref, digest, live);
    var patch = OwnedFields.patch(ref.kind(), desired, live).orElseThrow();
    var owned = Applier.atVersionOf(live, patch);
    var changed = mirror.whileWriting(ref, digest, () -> api.patch(ref, owned));
    repairs.wrote(ref, digest);
    return acknowledge(mirror.remember(ref.kind(), changed), key -> false);
  }

  /** Number of the leader that marked the quota last; 0 without a readable mark. */
  public static long epochOf(Observed quota) {
    return quota.kept().at(EPOCH_POINTER).asLong(0);
  }

  /**
   * Sets the amounts of a quota that stands as observed and marks it, then acknowledges it.
   *
   * @throws ApiFailure.Conflict if it was changed or charged since; the newest is remembered
   * @throws Contested if another manager keeps changing it
   */
  public Observed set(Observed observed, Amounts hard, long epoch) {
    amountRepairs.refuseIfContested(observed.ref(), hard.toString(), MissingNode.getInstance());
    var patch = mapper.createObjectNode();
    mark(patch, epoch);
    var amounts = patch.putObject("spec").putObject("hard");
    observed.amounts().hard().keys().forEach(key -> amounts.putNull(key.name()));
    hard.keys().forEach(key -> amounts.put(key.name(), Amounts.text(key, hard.orZero(key))));
    var changed = writeAt(observed, patch, api::patch);
    amountRepairs.wrote(observed.ref(), hard.toString());
    return acknowledge(changed, key -> false);
  }

  /** Notes that a quota stands with amounts that are wanted. */
  public void stands(Observed observed) {
    amountRepairs.wants(observed.ref(), observed.amounts().hard().toString());
  }

  /**
   * Marks a quota that stands as observed with the leader's number.
   *
   * @throws ApiFailure.Conflict if it was changed or charged since; the newest is remembered
   */
  public Observed stamp(Observed observed, long epoch) {
    var patch = mapper.createObjectNode();
    mark(patch, epoch);
    return writeAt(observed, patch, api::patch);
  }

  /**
   * Sets {@code status.used} of a quota that stands as observed.
   *
   * @param used amounts for some keys; the others stay
   * @throws ApiFailure.Conflict if it was changed or charged since; the newest is remembered
   */
  public Observed recount(Observed observed, Amounts used) {
    var patch = mapper.createObjectNode();
    var amounts = patch.putObject("status").putObject("used");
    used.keys().forEach(key -> amounts.put(key.name(), Amounts.text(key, used.orZero(key))));
    return writeAt(observed, patch, api::patchStatus);
  }

  /**
   * Our quotas of a department and a name as the server has them now, not as a watch has seen them.
   */
  public List<Observed> list(String department, String name) {
    var selector = Mirror.OURS + "," + CityHall.DEPARTMENT + "=" + department;
    var found = new ArrayList<Observed>();
    for (var item : api.listAll(ObjectKind.RESOURCE_QUOTA, selector).path("items")) {
      var quota = mirror.remember(ObjectKind.RESOURCE_QUOTA, item);
      if (quota.ref().name().equals(name)) {
        found.add(quota);
      }
    }
    return found;
  }

  private static void mark(ObjectNode patch, long epoch) {
    patch
        .putObject("metadata")
        .putObject("annotations")
        .put(CityHall.LEADER_EPOCH, Long.toString(epoch));
  }

  private Observed writeAt(
      Observed observed, ObjectNode patch, BiFunction<Ref, JsonNode, JsonNode> write) {
    var ref = observed.ref();
    patch.withObject("/metadata").put("resourceVersion", Long.toString(observed.version()));
    try {
      return mirror.remember(ref.kind(), write.apply(ref, patch));
    } catch (ApiFailure.Conflict e) {
      mirror.remember(ref.kind(), api.get(ref));
      throw e;
    }
  }

  private static boolean isAcknowledged(Observed quota) {
    return quota.amounts().hard().equals(quota.amounts().enforced());
  }
}
