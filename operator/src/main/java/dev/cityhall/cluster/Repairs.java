package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts repairs per object, so that a fight with another manager becomes a condition and not a
 * loop: five repairs in a minute, then one a minute.
 *
 * <p>A change that we want ourselves is no repair.
 */
final class Repairs {

  private static final int MOST_PER_MINUTE = 5;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<Ref, String> wanted = new HashMap<>();
  private final Map<Ref, Deque<Instant>> repaired = new HashMap<>();

  /** Objects that reached the limit and have not stood for a minute since. */
  private final Set<Ref> fought = new HashSet<>();

  Repairs(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that the object stands, or is now made to stand, at this digest by our own wish. */
  synchronized void wants(Ref ref, String digest) {
    wanted.put(ref, digest);
    if (inLastMinute(ref) == 0) {
      fought.remove(ref);
    }
  }

  /** Repairs within the last minute, this one not counted. */
  synchronized int inLastMinute(Ref ref) {
    var times = repaired.getOrDefault(ref, new ArrayDeque<>());
    var since = clock.instant().minus(MINUTE);
    while (!times.isEmpty() && times.peekFirst().isBefore(since)) {
      times.removeFirst();
    }
    return times.size();
  }

  /** Whether the limit is reached for an object that we wanted at this digest before. */
  synchronized boolean isContested(Ref ref, String digest) {
    if (!digest.equals(wanted.get(ref))) {
      return false;
    }
    return inLastMinute(ref) >= (fought.contains(ref) ? 1 : MOST_PER_MINUTE);
  }

  /**
   * Stands back from an object that is fought over.
   *
   * @param live the object as it was found; missing if it was deleted
   * @throws Contested if the limit is reached
   */
  void refuseIfContested(Ref ref, String digest, JsonNode live) {
    if (isContested(ref, digest)) {
      throw new Contested(ref, inLastMinute(ref), managersOf(live));
    }
  }

  private static String managersOf(JsonNode live) {
    var managers = new TreeSet<String>();
    live.at("/metadata/managedFields").forEach(f -> managers.add(f.path("manager").asText()));
    managers.removeIf(name -> name.startsWith("cityhall-operator"));
    return managers.isEmpty() ? "another manager" : String.join(", ", managers);
  }

  /** Notes a write that made the object as wanted; a repair if it was wanted so before. */
  synchronized void wrote(Ref ref, String digest) {
    if (digest.equals(wanted.put(ref, digest))) {
      repaired.computeIfAbsent(ref, r -> new ArrayDeque<>()).addLast(clock.instant());
      if (inLastMinute(ref) >= MOST_PER_MINUTE) {
        fought.add(ref);
      }
    }
  }
}
