package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The trouble that a cluster has in a year, in minutes; one thing after the other. */
final class Chaos {

  /** What can be done to them, in the order in which it is done. */
  enum Trouble {
    /**
     * The leader stands still, the Lease is taken from it, the next leads, then both are active.
     */
    LEASE_LOST_BY_STALLED_LEADER,
    API_SERVER_KILLED,
    /** Both replicas stand still for a while. */
    OPERATOR_PAUSED,
    LEADER_KILLED,
    API_SERVER_RESTARTED,
    /** The leader stands still beyond its lease, the next leads, then both are active. */
    LEADER_STALLED_BEYOND_ITS_LEASE
  }

  /** One thing that was done; seconds from the start of the course. */
  record Done(Trouble trouble, double from, double to, boolean hadEffect) {}

  private static final long REST_SECONDS = 2;
  private static final long PAUSE_SECONDS = 4;
  private static final long BOTH_ACTIVE_SECONDS = 2;
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_TAKE_OVER_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final ControlPlane plane;
  private final Replicas replicas;
  private final long begun = System.nanoTime();
  private final List<Done> done = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int next;
  private volatile boolean isOver;

  Chaos(ControlPlane plane, Replicas replicas) {
    this.plane = plane;
    this.replicas = replicas;
  }

  /** Makes trouble while the work is done, and mends what it broke. */
  void during(Runnable work) {
    isOver = false;
    var thread = new Thread(this::run, "chaos");
    thread.setDaemon(true);
    thread.start();
    try {
      work.run();
    } finally {
      isOver = true;
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var step = next;
    while (!isOver) {
      make(Trouble.values()[step % Trouble.values().length]);
      step++;
      rest(REST_SECONDS);
    }
  }

  /** The next course of trouble begins one thing later than this one did. */
  void turn() {
    next++;
  }

  private void make(Trouble trouble) {
    var from = secondsSoFar();
    try {
      replicas.replenish();
      var hadEffect =
          switch (trouble) {
            case LEASE_LOST_BY_STALLED_LEADER -> stall(replicas::freeLease);
            case LEADER_STALLED_BEYOND_ITS_LEASE -> stall(() -> {});
            case LEADER_KILLED -> kill();
            case OPERATOR_PAUSED -> pause();
            case API_SERVER_KILLED -> {
              plane.crashApiServer();
              yield true;
            }
            case API_SERVER_RESTARTED -> {
              plane.restartApiServer();
              yield true;
            }
          };
      done.add(new Done(trouble, from, secondsSoFar(), hadEffect));
    } catch (RuntimeException | AssertionError e) {
      failures.add("%s at %.0f s: %s".formatted(trouble, from, e));
    }
  }

  private boolean stall(Runnable meanwhile) {
    var leader = awaitLeader();
    if (leader.isEmpty()) {
      return false;
    }
    var before = replicas.holder();
    leader.get().pause();
    try {
      meanwhile.run();
      var isTaken = until(() -> isOtherThan(before));
      rest(BOTH_ACTIVE_SECONDS);
      return isTaken;
    } finally {
      leader.get().resume();
      rest(BOTH_ACTIVE_SECONDS);
    }
  }

  private boolean kill() {
    var leader = awaitLeader();
    if (leader.isEmpty()) {
      return false;
    }
    var before = replicas.holder();
    leader.get().kill();
    replicas.replenish();
    return until(() -> isOtherThan(before));
  }

  private boolean pause() {
    replicas.all().forEach(OperatorUnderTest::pause);
    try {
      rest(PAUSE_SECONDS);
    } finally {
      replicas.all().forEach(OperatorUnderTest::resume);
    }
    return true;
  }

  private Optional<OperatorUnderTest> awaitLeader() {
    until(() -> replicas.leader().isPresent());
    return replicas.leader();
  }

  private boolean isOtherThan(String before) {
    var now = replicas.holder();
    return !now.isEmpty() && !now.equals(before);
  }

  private boolean until(BooleanSupplier holds) {
    var from = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (isOver || System.nanoTime() - from > LONGEST_TAKE_OVER_NANOS) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return true;
  }

  private void rest(long seconds) {
    var from = System.nanoTime();
    while (!isOver && System.nanoTime() - from < TimeUnit.SECONDS.toNanos(seconds)) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private double secondsSoFar() {
    return Rounded.to(1, (System.nanoTime() - begun) / 1e9);
  }

  List<Done> done() {
    return List.copyOf(done);
  }

  /** How often each had the effect that it was meant to have. */
  Map<Trouble, Long> counts() {
    var counts = new TreeMap<Trouble, Long>();
    done.stream().filter(Done::hadEffect).forEach(d -> counts.merge(d.trouble(), 1L, Long::sum));
    return counts;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }
}
