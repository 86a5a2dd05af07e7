package dev.cityhall.bench.quota.city;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time that passes in memory: what is due happens in its order, the same for the same seed. */
final class Simulated {

  static final long NANOS_PER_MILLI = 1_000_000;

  private record Event(long at, long number, Runnable happens) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Random random;
  private long now;
  private long numbers;

  Simulated(long seed) {
    random = new Random(seed);
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  void at(long millis, Runnable happens) {
    add(millis * NANOS_PER_MILLI, happens);
  }

  void after(long millis, Runnable happens) {
    add(now + millis * NANOS_PER_MILLI, happens);
  }

  /** After about so long, a quarter more or less. */
  void soon(long millis, Runnable happens) {
    add(now + millis * (750 + random.nextInt(500)) * 1000, happens);
  }

  private void add(long nanos, Runnable happens) {
    events.add(new Event(nanos, numbers++, happens));
  }

  void run(long untilMillis) {
    while (!events.isEmpty() && events.element().at <= untilMillis * NANOS_PER_MILLI) {
      var next = events.remove();
      now = next.at;
      next.happens.run();
    }
    now = untilMillis * NANOS_PER_MILLI;
  }
}
