package dev.cityhall.bench.quota.latency;

import dev.cityhall.api.CityHall;
import dev.cityhall.bench.quota.PodDeployment;
import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.bench.quota.RefusalLog;
import dev.cityhall.bench.quota.Side;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Scale-ups beyond what a namespace's native quota has room for, in a department that has the room
 * elsewhere, one at a time.
 */
final class Episodes implements AutoCloseable {

  /** Pods that are always there in each namespace, so that the idle room is not all of it. */
  private static final int BASE = 6;

  private static final int MOST_BEYOND = 4;
  private static final String BASE_NAME = "m-base";
  private static final String LASTING_NAME = "m-again";
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ControlPlane plane;
  private final Side side;
  private final Random random;
  private final Sightings sightings;
  private final RefusalLog log;
  private final List<Episode> done = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();

  /** Fills the namespaces up to their base. */
  Episodes(ControlPlane plane, Side side, long seed) {
    this.plane = plane;
    this.side = side;
    this.random = new Random(seed);
    this.sightings = new Sightings(plane.admin(), CityHall.DEPARTMENT, Side.DEPARTMENT);
    this.log = new RefusalLog(plane, sightings::refused);
    for (var namespace : side.namespaces()) {
      create(namespace, BASE_NAME, BASE);
      create(namespace, LASTING_NAME, 0);
    }
    settle();
  }

  private void create(String namespace, String name, int replicas) {
    plane.admin().resource(PodDeployment.of(namespace, name, PodSize.MEDIUM, replicas)).create();
  }

  void run(int count) {
    for (var number = 1; number <= count; number++) {
      var namespace = anyThatCanBeRefused();
      var episode = run(number, namespace);
      done.add(episode);
      settle();
      LatencyReport.progress(episode);
    }
  }

  /** There is always one: no more room is shared out than the budget. */
  private String anyThatCanBeRefused() {
    var all = side.namespaces().stream().filter(name -> sightings.room(name) < most()).toList();
    return all.get(random.nextInt(all.size()));
  }

  /** What one namespace can get: each of the others keeps the room of a pod for a roll-out. */
  private long most() {
    var namespaces = side.namespaces().size();
    return side.budget().orZero(QuotaKey.PODS) - (long) BASE * namespaces - (namespaces - 1);
  }

  /** Odd ones are of a new Deployment, even ones of one that lasts. */
  private Episode run(int number, String namespace) {
    var isNew = number % 2 == 1;
    var room = sightings.room(namespace);
    var asked = (int) Math.min(most(), room + 1 + random.nextInt(MOST_BEYOND));
    sightings.begin(namespace, (long) BASE + asked);
    var name = isNew ? "m-new-" + number : LASTING_NAME;
    if (isNew) {
      create(namespace, name, asked);
    } else {
      PodDeployment.scale(plane.admin(), namespace, name, asked);
    }
    var isDone = until(() -> sightings.running() >= asked);
    if (!isDone) {
      trouble.add("episode %d: %d pods did not all run in 60 s".formatted(number, asked));
    }
    // The audit log is read a little later than the watches.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    var episode = sightings.end(number, isNew, asked, room, isDone);
    if (isNew) {
      plane.admin().apps().deployments().inNamespace(namespace).withName(name).delete();
    } else {
      PodDeployment.scale(plane.admin(), namespace, name, 0);
    }
    return episode;
  }

  private static boolean until(BooleanSupplier holds) {
    var from = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - from > LONGEST_NANOS) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return true;
  }

  /** Only the base is there, and no quota has changed for a while. */
  private void settle() {
    var base = (long) BASE * side.namespaces().size();
    Await.until(
        "the department is as it was before",
        () -> sightings.pods() == base && sightings.isQuietSince(Instant.now().minus(QUIET)),
        sightings::pods);
  }

  List<Episode> done() {
    return List.copyOf(done);
  }

  List<String> trouble() {
    var all = new ArrayList<>(trouble);
    all.addAll(sightings.trouble());
    all.addAll(log.trouble());
    return all;
  }

  @Override
  public void close() {
    log.close();
    sightings.close();
  }
}
