package dev.cityhall.quota;

import dev.cityhall.cluster.EpochCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of this leader; taken when it is first needed, so that a leader that raises nothing
 * writes nothing.
 */
public final class LeaderEpoch {

  private static final Logger log = LoggerFactory.getLogger(LeaderEpoch.class);

  private final EpochCounter counter;
  private final Runnable succeeded;
  private long own;
  private boolean isOver;

  /**
   * @param succeeded called once when a later leader is seen
   */
  public LeaderEpoch(EpochCounter counter, Runnable succeeded) {
    this.counter = counter;
    this.succeeded = succeeded;
  }

  /**
   * The own number, taken now if it was not yet.
   *
   * @param highest highest number that a quota was seen to carry; the own one is taken above it
   */
  synchronized long take(long highest) {
    if (own == 0) {
      own = counter.next(highest);
      log.info("this leader has number {}", own);
    }
    return own;
  }

  /** The own number; 0 while none was needed. */
  synchronized long own() {
    return own;
  }

  /**
   * Whether another leader is at work. A higher number on a quota that no leader took is somebody's
   * doing, or the counter was deleted: then this leader takes one above it.
   */
  synchronized boolean isSucceeded(long found) {
    if (isOver || found <= own) {
      return isOver;
    }
    if (counter.current() > own) {
      log.error("leader {} has succeeded this one, which has number {}", found, own);
      isOver = true;
      succeeded.run();
    } else {
      log.warn("a quota carries number {}, which no leader took; taking one above it", found);
      own = counter.next(found);
    }
    return isOver;
  }
}
