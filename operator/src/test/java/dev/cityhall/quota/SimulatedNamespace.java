package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A namespace with a native quota, and the two watches of it that lag as they like: creates and
 * resizes are charged first and stored (or not) later, by two API servers whose clocks differ.
 */
final class SimulatedNamespace {

  static final QuotaKey CPU = new QuotaKey("requests.cpu");
  static final QuotaKey CLAIMS = QuotaKey.VOLUME_CLAIMS;
  private static final Set<QuotaKey> POD_KEYS = Set.of(QuotaKey.PODS, CPU);
  private static final long LONGEST_REQUEST_SECONDS = ChargeLedger.STORED_WITHIN.toSeconds() - 2;
  private static final long[] CLOCKS_OFF_MILLIS = {0, -900};

  private final Random random;
  private final Amounts hard;
  private Instant now = Instant.parse("2026-11-23T08:00:00Z");
  private long version = 100;
  private long quotaVersion = version;
  private int names;
  private Amounts used = Amounts.of(Map.of(QuotaKey.PODS, 0L, CPU, 0L, CLAIMS, 3L));
  private Instant written = now;
  private final Map<String, Amounts> stored = new LinkedHashMap<>();
  private final List<Request> inFlight = new ArrayList<>();
  private final Deque<Event> podEvents = new ArrayDeque<>();
  private final Deque<Event> quotaEvents = new ArrayDeque<>();
  private final ChargeLedger ledger = new ChargeLedger();

  /** When they were created, by the server's clock. */
  private final Map<String, Instant> created = new LinkedHashMap<>();

  /** Pods as the watch has told them. */
  private final Map<String, Amounts> told = new LinkedHashMap<>();

  private long toldVersion;
  private int lowered;

  /** A create or a resize that was charged. */
  private record Request(
      String uid, Amounts charge, Instant created, Instant started, boolean isResize) {}

  private record Event(Instant at, Runnable delivery) {}

  SimulatedNamespace(Random random, int pods) {
    this.random = random;
    this.hard = Amounts.of(Map.of(QuotaKey.PODS, (long) pods, CPU, pods * 1000L));
    restart();
  }

  /** Charges a create if there is room for it. */
  void create() {
    var charge = Amounts.of(Map.of(QuotaKey.PODS, 1L, CPU, 100L + 100 * random.nextInt(8)));
    var uid = "pod-" + names++;
    var clock = CLOCKS_OFF_MILLIS[random.nextInt(CLOCKS_OFF_MILLIS.length)];
    charge(new Request(uid, charge, serverTime(clock), now, false), clock);
  }

  /** Charges a higher request of a pod that is there, if there is room for it. */
  void resize() {
    anyStored()
        .filter(uid -> inFlight.stream().noneMatch(r -> r.uid().equals(uid)))
        .ifPresent(
            uid -> {
              var more = Amounts.of(CPU, 100L + 100 * random.nextInt(4));
              charge(new Request(uid, more, now, now, true), 0);
            });
  }

  private void charge(Request request, long clock) {
    var after = used.plus(request.charge());
    if (after.only(hard.keys()).fitsIn(hard)) {
      inFlight.add(request);
      writeUse(after, Set.of(), clock);
    }
  }

  /** The oldest or any request ends: stored, or failed. */
  void endRequest(boolean stores) {
    if (!inFlight.isEmpty()) {
      end(inFlight.remove(random.nextInt(inFlight.size())), stores);
    }
  }

  private void end(Request request, boolean stores) {
    var uid = request.uid();
    if (!stores || request.isResize() && !stored.containsKey(uid)) {
      return;
    }
    version++;
    if (request.isResize()) {
      var charge = stored.merge(uid, request.charge(), Amounts::plus);
      tellPods(
          () -> {
            told.put(uid, charge);
            ledger.podChanged(uid, charge, true);
          });
    } else {
      stored.put(uid, request.charge());
      created.put(uid, request.created());
      tellPods(
          () -> {
            told.put(uid, request.charge());
            ledger.podAdded(uid, request.charge(), request.created());
          });
    }
  }

  void delete() {
    anyStored()
        .ifPresent(
            uid -> {
              version++;
              stored.remove(uid);
              var before = version - 1;
              tellPods(() -> tellGone(uid, before));
            });
  }

  /** The node reports more than was asked for, and takes it back; nothing is charged for it. */
  void changeStatus() {
    anyStored()
        .filter(uid -> inFlight.stream().noneMatch(r -> r.uid().equals(uid)))
        .ifPresent(
            uid -> {
              var charge = stored.getOrDefault(uid, Amounts.NONE);
              version++;
              tellPods(() -> ledger.podChanged(uid, charge.plus(Amounts.of(CPU, 300)), false));
              version++;
              tellPods(() -> ledger.podChanged(uid, charge, false));
            });
  }

  /** The controller-manager's recount, exact because the fence let it through. */
  void foreignRecount() {
    writeUse(used.with(truth()), POD_KEYS, 0);
  }

  /** The controller-manager's recount, from a cache that has a pod which went meanwhile. */
  void foreignRaise() {
    var raised = used.plus(Amounts.of(Map.of(QuotaKey.PODS, 1L, CPU, 500L)));
    if (raised.only(hard.keys()).fitsIn(hard)) {
      writeUse(raised, POD_KEYS, 0);
    }
  }

  /** Our recount, as the operator does it: compare-and-swap at the version last seen. */
  void recount() {
    ledger
        .recount(now, podsSeen())
        .filter(next -> ledger.version() == quotaVersion)
        .ifPresent(
            next -> {
              writeUse(next, POD_KEYS, 0);
              lowered++;
            });
  }

  void deliverQuota(int most) {
    deliver(quotaEvents, most);
  }

  void deliverPods(int most) {
    deliver(podEvents, most);
  }

  void deliverAll() {
    deliverQuota(Integer.MAX_VALUE);
    deliverPods(Integer.MAX_VALUE);
  }

  /** Both watches are lost; lists are read. */
  void restart() {
    restartPods();
    restartQuotas();
  }

  /** The watch of pods is lost; those that are there are listed, and told as far as they differ. */
  void restartPods() {
    podEvents.clear();
    var gone = new HashSet<>(told.keySet());
    gone.removeAll(stored.keySet());
    gone.forEach(uid -> tellGone(uid, toldVersion));
    stored.forEach(
        (uid, charge) -> {
          if (told.containsKey(uid)) {
            ledger.podChanged(uid, charge, true);
          } else {
            ledger.podAdded(uid, charge, created.getOrDefault(uid, now));
          }
          told.put(uid, charge);
        });
    toldVersion = version;
  }

  private void tellGone(String uid, long before) {
    told.remove(uid);
    ledger.podGone(uid, before);
  }

  /** The watch of quotas is lost; what it says now is read. */
  void restartQuotas() {
    quotaEvents.clear();
    ledger.restarted();
    ledger.quotaSeen(quotaVersion, used, Set.of(), written);
  }

  /** Time passes; requests that are too old end. */
  void pass(long millis) {
    for (var rest = millis; rest > 0; rest -= 1000) {
      now = now.plusMillis(Math.min(rest, 1000));
      var oldest = now.minusSeconds(LONGEST_REQUEST_SECONDS);
      var over = inFlight.stream().filter(r -> r.started().isBefore(oldest)).toList();
      inFlight.removeAll(over);
      over.forEach(request -> end(request, random.nextBoolean()));
    }
  }

  void endAllRequests() {
    while (!inFlight.isEmpty()) {
      endRequest(random.nextBoolean());
    }
  }

  Amounts used() {
    return used;
  }

  /** Stored and in flight. */
  Amounts truth() {
    return Stream.concat(stored.values().stream(), inFlight.stream().map(Request::charge))
        .reduce(Amounts.of(Map.of(QuotaKey.PODS, 0L, CPU, 0L)), Amounts::plus);
  }

  /** How many recounts of ours were written. */
  int lowered() {
    return lowered;
  }

  private void writeUse(Amounts next, Set<QuotaKey> counted, long clock) {
    version++;
    quotaVersion = version;
    used = next;
    var stamp = serverTime(clock);
    written = stamp.isAfter(written) ? stamp : written;
    var told = quotaVersion;
    var writtenThen = written;
    quotaEvents.add(new Event(now, () -> ledger.quotaSeen(told, next, counted, writtenThen)));
  }

  private Instant serverTime(long clock) {
    return now.plusMillis(clock).truncatedTo(ChronoUnit.SECONDS);
  }

  private Instant podsSeen() {
    return podEvents.isEmpty() ? now : podEvents.getFirst().at();
  }

  private Optional<String> anyStored() {
    return stored.keySet().stream().skip(random.nextInt(stored.size() + 1)).findFirst();
  }

  private void tellPods(Runnable delivery) {
    var at = version;
    podEvents.add(
        new Event(
            now,
            () -> {
              delivery.run();
              toldVersion = at;
            }));
  }

  private static void deliver(Deque<Event> events, int most) {
    for (var i = 0; i < most && !events.isEmpty(); i++) {
      events.removeFirst().delivery().run();
    }
  }
}
