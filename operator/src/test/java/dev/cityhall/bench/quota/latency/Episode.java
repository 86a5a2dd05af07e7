package dev.cityhall.bench.quota.latency;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One scale-up that was refused at first. All instants are of this machine's clock.
 *
 * @param isNew whether the Deployment was created for it; if not, it was scaled, as often before
 * @param asked pods that it wants beyond those that were there
 * @param hadRoomFor pods for which its native quota had room when it was asked
 * @param refusedAt when the API server received the first create that it refused, by its audit log
 * @param refusals creates that were refused until the end
 * @param heardAt when a watch received the first FailedCreate event
 * @param raisedAt when a watch received a status.hard with room for all of it
 * @param storedAt when a watch received the last pod
 * @param runningAt when a watch received that the last pod is Running
 */
record Episode(
    int number,
    boolean isNew,
    int asked,
    long hadRoomFor,
    Optional<Instant> refusedAt,
    int refusals,
    Optional<Instant> heardAt,
    Optional<Instant> raisedAt,
    Optional<Instant> storedAt,
    Optional<Instant> runningAt) {

  /** Refused, and served in the end. */
  boolean counts() {
    return refusedAt.isPresent() && runningAt.isPresent();
  }

  /** From the refusal; empty if one of the two did not happen. */
  Optional<Duration> until(Optional<Instant> end) {
    return refusedAt.flatMap(from -> end.map(at -> Duration.between(from, at)));
  }
}
