package dev.cityhall.bench.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The load: clients that create pods in any namespace of a side, and a quarter as many that delete
 * any pods in waves, so that the budget is full again and again.
 */
final class Churn {

  private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_FLOOD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * How full the clients keep the budget, in percent of its pods.
   *
   * @param most creates pause above it; 100 and more: never, only the quota stops them
   * @param wave how far a wave of deletions goes down from there
   * @param patience milliseconds that a client which was refused waits before it tries again
   */
  record Level(int most, int wave, long patience) {}

  private final PodCalls calls;
  private final Side side;
  private final Ledger ledger;
  private final Tally tally;
  private final long top;
  private final long bottom;
  private final boolean isFull;
  private final long patienceNanos;
  private final Map<String, Long> refusedAt = new ConcurrentHashMap<>();
  private final Map<String, Long> falselyRefusedAt = new ConcurrentHashMap<>();
  private final AtomicLong inFlight = new AtomicLong();
  private volatile boolean isOver;
  private volatile boolean isEbb;
  private volatile long turned = System.nanoTime();

  Churn(PodCalls calls, Side side, Ledger ledger, Tally tally, Level level) {
    this.calls = calls;
    this.side = side;
    this.ledger = ledger;
    this.tally = tally;
    var budget = side.budget().orZero(dev.cityhall.measure.QuotaKey.PODS);
    this.isFull = level.most() >= 100;
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(level.patience());
    this.top = budget * Math.min(level.most(), 98) / 100;
    this.bottom = Math.max(0, top - budget * level.wave() / 100);
  }

  /** Creates only, until the side is as full as asked, or does not become fuller. */
  void fill(int clients, long mostSeconds) {
    run(
        start(clients, 0),
        TimeUnit.SECONDS.toNanos(mostSeconds),
        () -> ledger.pods() >= top * 95 / 100);
  }

  /** Creates and deletes for so many seconds. */
  void run(int clients, long seconds) {
    run(start(clients, Math.max(1, clients / 4)), TimeUnit.SECONDS.toNanos(seconds), () -> false);
  }

  private void run(
      List<Thread> threads, long nanos, java.util.function.BooleanSupplier isEarlyEnd) {
    var begun = System.nanoTime();
    while (System.nanoTime() - begun < nanos && !isEarlyEnd.getAsBoolean()) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      turn();
    }
    tally.lasted((System.nanoTime() - begun) / 1e9);
    isOver = true;
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private List<Thread> start(int creators, int deleters) {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < creators; i++) {
      threads.add(new Thread(() -> createUntilOver(new Random()), "creator-" + i));
    }
    for (var i = 0; i < deleters; i++) {
      threads.add(new Thread(() -> deleteUntilOver(new Random()), "deleter-" + i));
    }
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    return threads;
  }

  /** A wave of deletions begins when it is full, or when it has not become so for two seconds. */
  private void turn() {
    var pods = ledger.pods();
    var now = System.nanoTime();
    var isFloodOver = pods >= top || now - turned > LONGEST_FLOOD_NANOS;
    if (isEbb ? pods <= bottom : isFloodOver) {
      isEbb = !isEbb;
      turned = now;
    }
  }

  private void createUntilOver(Random random) {
    while (!isOver) {
      if (!isFull && ledger.pods() + inFlight.get() >= top) {
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
        continue;
      }
      inFlight.incrementAndGet();
      try {
        create(random);
      } finally {
        inFlight.decrementAndGet();
      }
    }
  }

  private void create(Random random) {
    var namespace = side.namespaces().get(random.nextInt(side.namespaces().size()));
    var size = PodSize.values()[random.nextInt(PodSize.values().length)];
    var name = size.podName(NUMBERS.incrementAndGet());
    var sent = System.nanoTime();
    var reply = calls.create(namespace, size, name);
    var answered = System.nanoTime();
    var answer = reply.code() == 0 ? Answer.NO_ANSWER : Answer.of(reply.code(), reply.body());
    tally.count(answer);
    switch (answer) {
      case CREATED -> {
        tally.created.add(answered - sent);
        admitted(namespace, answered);
      }
      case REFUSED -> {
        tally.refused.add(answered - sent);
        refused(namespace, size, sent, answered);
        LockSupport.parkNanos(patienceNanos);
      }
      case CONFLICT -> tally.other(reply.code(), reply.body());
      case OTHER, NO_ANSWER -> {
        tally.other(reply.code(), reply.body());
        LockSupport.parkNanos(AFTER_FAILURE_NANOS);
      }
    }
  }

  private void admitted(String namespace, long now) {
    var since = refusedAt.remove(namespace);
    if (since != null) {
      tally.refusedToAdmitted.add(now - since);
    }
    var falselySince = falselyRefusedAt.remove(namespace);
    if (falselySince != null) {
      tally.falselyRefusedToAdmitted.add(now - falselySince);
    }
  }

  private void refused(String namespace, PodSize size, long sent, long now) {
    refusedAt.putIfAbsent(namespace, now);
    if (ledger.hadRoomSince(size, sent)) {
      tally.falseRefusals.increment();
      falselyRefusedAt.putIfAbsent(namespace, now);
    }
  }

  private void deleteUntilOver(Random random) {
    while (!isOver) {
      var pod = isEbb ? ledger.takeAny(random) : java.util.Optional.<Ledger.Pod>empty();
      if (pod.isEmpty()) {
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      } else if (calls.delete(pod.get()).code() == 200) {
        tally.deleted.increment();
      } else {
        ledger.keep(pod.get());
        LockSupport.parkNanos(AFTER_FAILURE_NANOS);
      }
    }
  }
}
