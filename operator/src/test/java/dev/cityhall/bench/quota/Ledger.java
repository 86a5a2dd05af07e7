package dev.cityhall.bench.quota;

import dev.cityhall.bench.quota.Excess.Seen;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one side really has at the newest revision, and the claims that are checked at each.
 *
 * <p>Fed in the order of the store's revisions, pods and quotas in one sequence, so that what is
 * compared was true at the same instant. Real pods count what they ask for by their names' sizes,
 * whatever any quota says.
 */
public final class Ledger implements Watcher {

  /** A pod of the load. */
  public record Pod(String namespace, String name) {}

  /**
   * What was seen of one side, over all its time.
   *
   * @param real what pods that exist ask for, against the budget, by key
   * @param bounds Σ max(spec.hard, status.hard, status.used), against the budget, by key
   * @param mostPodsOfANamespace of any namespace at any revision
   * @param namespaceAboveItsHard pods of a namespace beyond the status.hard of that revision
   * @param notCharged pods of a namespace beyond the status.used of that revision: what a recount
   *     forgot
   * @param quotaWrites changes of native quotas, charges included
   * @param quotaMoves those of them that changed spec.hard
   * @param breaches the first few changes that went above the budget, and what stood then
   */
  public record Figures(
      Map<String, Seen> real,
      Map<String, Seen> bounds,
      long mostPodsOfANamespace,
      Seen namespaceAboveItsHard,
      Seen notCharged,
      long podsStored,
      long quotaWrites,
      long quotaMoves,
      List<String> breaches) {

    public boolean isExact() {
      return real.values().stream().noneMatch(Seen::isAbove)
          && bounds.values().stream().noneMatch(Seen::isAbove);
    }
  }

  private static final int MOST_BREACHES = 5;
  private static final int MOST_STEPS = 40;

  private final Side side;
  private final Map<String, Room> rooms = new HashMap<>();
  private final Map<QuotaKey, Claim> claims = new TreeMap<>();
  private final Map<PodSize, Long> roomSince = new EnumMap<>(PodSize.class);
  private final List<Pod> live = new ArrayList<>();
  private final Map<Pod, Integer> places = new HashMap<>();
  private final Set<Pod> leaving = new HashSet<>();
  private Amounts used = Amounts.NONE;
  private final List<String> breaches = new ArrayList<>();
  private long stored;
  private long lastTold;
  private long quotaWrites;
  private long quotaMoves;

  public Ledger(Side side) {
    this.side = side;
    side.namespaces().forEach(name -> rooms.put(name, new Room()));
    if (side.home() != null) {
      rooms.put(side.home(), new Room());
    }
    side.budget().keys().forEach(key -> claims.put(key, new Claim(side.budget().orZero(key))));
  }

  private static final class Room {
    private final Excess aboveHard = new Excess(0);
    private final Excess notCharged = new Excess(0);
    private final Deque<String> steps = new ArrayDeque<>();
    private NativeQuota quota = NativeQuota.ABSENT;
    private long pods;
    private long most;

    void step(long revision, String what) {
      if (steps.size() == MOST_STEPS) {
        steps.removeFirst();
      }
      steps.addLast("%d: %s; %d pods, %s".formatted(revision, what, pods, text(quota)));
    }

    void look() {
      most = Math.max(most, pods);
      if (quota.enforced().has(QuotaKey.PODS)) {
        aboveHard.see(pods - quota.enforced().orZero(QuotaKey.PODS));
        notCharged.see(pods - quota.used().orZero(QuotaKey.PODS));
      }
    }
  }

  /** One key of the budget. */
  private static final class Claim {
    private final Excess real;
    private final Excess bounds;
    private long realSum;
    private long boundSum;

    Claim(long budget) {
      real = new Excess(budget);
      bounds = new Excess(budget);
    }
  }

  @Override
  public boolean has(String namespace) {
    return rooms.containsKey(namespace);
  }

  @Override
  public synchronized void stored(Pod pod, long revision) {
    if (!places.containsKey(pod)) {
      stored++;
      places.put(pod, live.size());
      live.add(pod);
      count(pod, 1);
      rooms.get(pod.namespace()).step(revision, "came " + pod.name());
      if (claims.values().stream().anyMatch(claim -> claim.real.hasJustBegun())) {
        breach(revision, "pod " + pod.name() + " in " + pod.namespace());
      }
    }
  }

  @Override
  public synchronized void gone(Pod pod, long revision) {
    var place = places.remove(pod);
    if (place != null) {
      var last = live.remove(live.size() - 1);
      if (place < live.size()) {
        live.set(place, last);
        places.put(last, place);
      }
      leaving.remove(pod);
      count(pod, -1);
      rooms.get(pod.namespace()).step(revision, "went " + pod.name());
    }
  }

  private void count(Pod pod, int sign) {
    var asked = PodSize.ofPod(pod.name()).amounts();
    claims.forEach(
        (key, claim) -> {
          claim.realSum += sign * asked.orZero(key);
          claim.real.see(claim.realSum);
        });
    var room = rooms.get(pod.namespace());
    room.pods += sign;
    room.look();
  }

  @Override
  public synchronized void stored(
      String namespace, NativeQuota quota, long revision, String counter) {
    var room = rooms.get(namespace);
    var before = room.quota;
    room.quota = quota;
    quotaWrites++;
    quotaMoves += quota.hard().equals(before.hard()) ? 0 : 1;
    claims.forEach(
        (key, claim) -> {
          claim.boundSum += quota.bound(key) - before.bound(key);
          claim.bounds.see(claim.boundSum);
        });
    used = used.minus(before.used()).plus(quota.used());
    room.step(revision, "quota, counted by " + counter);
    room.look();
    if (claims.values().stream().anyMatch(claim -> claim.bounds.hasJustBegun())) {
      breach(revision, "quota of %s, before: %s".formatted(namespace, text(before)));
    }
    var nanos = System.nanoTime();
    for (var size : PodSize.values()) {
      if (!used.plus(size.amounts()).only(side.budget().keys()).fitsIn(side.budget())) {
        roomSince.remove(size);
      } else {
        roomSince.putIfAbsent(size, nanos);
      }
    }
  }

  private void breach(long revision, String by) {
    if (breaches.size() < MOST_BREACHES) {
      var keys = new TreeMap<String, String>();
      claims.forEach(
          (key, claim) ->
              keys.put(key.name(), "real %d, bounds %d".formatted(claim.realSum, claim.boundSum)));
      var standing = new TreeMap<String, String>();
      rooms.forEach((name, room) -> standing.put(name, room.pods + " pods, " + text(room.quota)));
      breaches.add("revision %d by %s: %s; %s".formatted(revision, by, keys, standing));
      if (breaches.size() == 1 || revision - lastTold > MOST_STEPS) {
        lastTold = revision;
        tellSteps();
      }
    }
  }

  /** How the namespaces came to where they are. */
  private void tellSteps() {
    rooms.forEach(
        (name, room) -> {
          System.err.println("bench: the last steps of " + name);
          room.steps.forEach(step -> System.err.println("bench:   " + step));
        });
  }

  private static String text(NativeQuota quota) {
    return "spec %d, status %d, used %d"
        .formatted(
            quota.hard().orZero(QuotaKey.PODS),
            quota.enforced().orZero(QuotaKey.PODS),
            quota.used().orZero(QuotaKey.PODS));
  }

  /** Whether the department had room for one more of this size ever since. */
  synchronized boolean hadRoomSince(PodSize size, long nanos) {
    var since = roomSince.get(size);
    return since != null && since - nanos <= 0;
  }

  /** Any pod that nobody deletes yet; the caller must. */
  synchronized Optional<Pod> takeAny(Random random) {
    for (var attempt = 0; attempt < 8 && !live.isEmpty(); attempt++) {
      var pod = live.get(random.nextInt(live.size()));
      if (leaving.add(pod)) {
        return Optional.of(pod);
      }
    }
    return Optional.empty();
  }

  /** Puts back a pod that could not be deleted. */
  synchronized void keep(Pod pod) {
    leaving.remove(pod);
  }

  public synchronized int pods() {
    return live.size();
  }

  public synchronized Set<Pod> all() {
    return Set.copyOf(live);
  }

  /** The sum of status.hard over all namespaces. */
  public synchronized Amounts enforced() {
    return rooms.values().stream()
        .map(room -> room.quota.enforced())
        .reduce(Amounts.NONE, Amounts::plus);
  }

  public synchronized Figures figures() {
    var real = new TreeMap<String, Seen>();
    var bounds = new TreeMap<String, Seen>();
    claims.forEach(
        (key, claim) -> {
          real.put(key.name(), claim.real.seen());
          bounds.put(key.name(), claim.bounds.seen());
        });
    var none = new Excess(0).seen();
    return new Figures(
        real,
        bounds,
        rooms.values().stream().mapToLong(room -> room.most).max().orElse(0),
        rooms.values().stream().map(room -> room.aboveHard.seen()).reduce(none, Seen::plus),
        rooms.values().stream().map(room -> room.notCharged.seen()).reduce(none, Seen::plus),
        stored,
        quotaWrites,
        quotaMoves,
        List.copyOf(breaches));
  }
}
