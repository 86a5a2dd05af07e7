package dev.cityhall.quota;

import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What may have become of a plane's native quotas without our having read it; each counts as the
 * most that it can be.
 */
final class UnseenQuotas {

  /** An API server ends a create within 60 s, whether or not anybody waits for its answer. */
  private static final Duration CREATE_ENDS_WITHIN = Duration.ofSeconds(70);

  private final Mirror mirror;
  private final Plane plane;
  private final InstantSource clock;

  /** Quotas on their way into being. */
  private final Map<String, Created> created = new HashMap<>();

  /** Quotas as they were read last, as long as their namespaces are there. */
  private final Map<String, NativeQuota> lastRead = new HashMap<>();

  /** Writes that may have been carried out, though there was no answer. */
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();

  private record Created(Amounts hard, Instant until) {}

  private record Sent(Amounts hard, long version) {}

  UnseenQuotas(Mirror mirror, Plane plane, InstantSource clock) {
    this.mirror = mirror;
    this.plane = plane;
    this.clock = clock;
  }

  /** The quota of a namespace is about to be created. */
  void beingCreated(String namespace, Amounts hard) {
    created.put(namespace, new Created(hard, clock.instant().plus(CREATE_ENDS_WITHIN)));
  }

  /**
   * A write was not answered.
   *
   * @param version that it holds at: once there is another one, it can no longer be carried out
   */
  void unanswered(String namespace, Amounts hard, long version) {
    sent.put(namespace, new Sent(hard, version));
  }

  /**
   * The quotas as they may be: one that does not stand yet as if it had all that it shall have, one
   * that went before its namespace did as it was, and one whose last write was not answered as if
   * it had been carried out.
   *
   * @param targets amounts of the declared namespaces
   */
  Map<String, NativeQuota> addTo(Map<String, NativeQuota> standing, Map<String, Amounts> targets) {
    var now = clock.instant();
    created.values().removeIf(c -> c.until().isBefore(now));
    created.keySet().removeAll(standing.keySet());
    lastRead.keySet().removeIf(name -> mirror.get(Ref.namespace(name)).isEmpty());
    lastRead.putAll(standing);
    sent.entrySet().removeIf(s -> versionOf(s.getKey()) != s.getValue().version());

    var absent = new TreeMap<>(targets);
    created.forEach((name, c) -> absent.merge(name, c.hard(), Amounts::max));
    var all = new TreeMap<>(lastRead);
    absent.forEach(
        (name, hard) -> {
          if (!standing.containsKey(name)) {
            all.merge(
                name,
                new NativeQuota(hard, Amounts.NONE, Amounts.NONE),
                (last, next) -> last.orWith(next.hard()));
          }
        });
    sent.forEach((name, s) -> all.computeIfPresent(name, (n, quota) -> quota.orWith(s.hard())));
    return all;
  }

  private long versionOf(String namespace) {
    return mirror.get(plane.ref(namespace)).map(Observed::version).orElse(0L);
  }
}
