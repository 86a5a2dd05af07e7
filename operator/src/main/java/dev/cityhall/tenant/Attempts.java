package dev.cityhall.tenant;

import dev.cityhall.cluster.EndlessRetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts unfinished reconciles in a row by department, for the time to the next one. */
final class Attempts {

  private final Map<String, Integer> unfinished = new ConcurrentHashMap<>();

  Duration next(String department) {
    return EndlessRetry.delay(unfinished.merge(department, 1, Integer::sum));
  }

  void finished(String department) {
    unfinished.remove(department);
  }
}
