package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Numbers the leaders: each takes a number that nobody had before, by compare-and-swap on the Lease
 * {@code cityhall-epoch}. The Lease of the election cannot serve for it: a new one begins at 0.
 */
public final class EpochCounter {

  private static final String NAME = "cityhall-epoch";
  private static final int MOST_CONFLICTS = 10;

  private final ApiServer api;
  private final Ref lease;

  /**
   * @param namespace of the operator
   */
  public EpochCounter(ApiServer api, String namespace) {
    this.api = api;
    this.lease = new Ref(ObjectKind.LEASE, namespace, NAME);
  }

  /** The number that was given out last; 0 before the first. */
  public long current() {
    try {
      return api.get(lease).at("/spec/leaseTransitions").asLong();
    } catch (ApiFailure.NotFound e) {
      return 0;
    }
  }

  /**
   * Takes a number.
   *
   * @param above the number is larger than this one, whatever the counter says: it may have been
   *     deleted
   */
  public long next(long above) {
    for (var attempt = 1; ; attempt++) {
      try {
        return take(above);
      } catch (ApiFailure.Conflict e) {
        if (attempt == MOST_CONFLICTS) {
          throw e;
        }
      }
    }
  }

  private long take(long above) {
    try {
      var found = api.get(lease);
      var next = Math.max(found.at("/spec/leaseTransitions").asLong(), above) + 1;
      api.patch(lease, Applier.atVersionOf(found, counting(next)));
      return next;
    } catch (ApiFailure.NotFound e) {
      var first = counting(above + 1);
      first.put("apiVersion", ObjectKind.LEASE.apiVersion()).put("kind", ObjectKind.LEASE.kind());
      first.withObject("/metadata").put("name", NAME).put("namespace", lease.namespace());
      api.create(lease, first);
      return above + 1;
    }
  }

  private static ObjectNode counting(long number) {
    var lease = JsonNodeFactory.instance.objectNode();
    lease.putObject("spec").put("leaseTransitions", number);
    return lease;
  }
}
