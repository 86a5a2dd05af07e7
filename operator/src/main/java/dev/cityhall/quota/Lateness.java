package dev.cityhall.quota;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells from what is seen of one namespace whether its leader's recount is late. */
final class Lateness {

  /** The leader looks every 0.1 s and writes what is scarce every 0.2 s. */
  static final Duration OF_SCARCE = Duration.ofMillis(800);

  /** What is not scarce the leader writes every 2 s. */
  static final Duration OF_ANY = Duration.ofSeconds(4);

  /** Who stood in so lately goes on at once, unless somebody else wrote. */
  static final Duration AT_WORK = Duration.ofSeconds(5);

  private @Nullable Instant dueSince;
  private @Nullable Instant stoodIn;
  private long own;
  private long byOthers;

  /**
   * Takes in one look.
   *
   * @param isDue whether the use counts for more or less than there is
   * @param isScarce whether little room is left
   * @param lowered how often the use was seen to be lowered, own recounts included
   */
  synchronized boolean isLate(Instant now, boolean isDue, boolean isScarce, long lowered) {
    if (lowered - own > byOthers) {
      byOthers = lowered - own;
      dueSince = null;
      stoodIn = null;
    }
    if (!isDue) {
      dueSince = null;
      return false;
    }
    if (dueSince == null) {
      dueSince = now;
    }
    if (stoodIn != null && now.isBefore(stoodIn.plus(AT_WORK))) {
      return true;
    }
    return !now.isBefore(dueSince.plus(isScarce ? OF_SCARCE : OF_ANY));
  }

  /** The recount was written by this replica. */
  synchronized void stoodIn(Instant now) {
    stoodIn = now;
    own++;
  }
}
