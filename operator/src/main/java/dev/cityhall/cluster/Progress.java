package dev.cityhall.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Up to which moment a watch has told everything: it has passed a version read at that moment. */
final class Progress {

  private long version;
  private @Nullable Question question;
  private Instant seenUntil = Instant.MIN;

  /** A moment, and the API server's version then or later. */
  private record Question(Instant at, long version) {}

  /** Whether the watch is still to reach the version asked for last. */
  synchronized boolean isAsking() {
    return question != null;
  }

  /**
   * The API server was asked for its version.
   *
   * @param at a moment before it was asked
   */
  synchronized void asked(Instant at, long answer) {
    question = new Question(at, answer);
    seen(version);
  }

  /** The watch has told everything up to a version. */
  synchronized void seen(long upTo) {
    version = Math.max(version, upTo);
    if (question != null && version >= question.version()) {
      seenUntil = question.at();
      question = null;
    }
  }

  /** Version up to which everything was told; 0 before the first list. */
  synchronized long version() {
    return version;
  }

  /** {@link Instant#MIN} before the first. */
  synchronized Instant seenUntil() {
    return seenUntil;
  }
}
