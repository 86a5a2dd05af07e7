package dev.cityhall.tenant;

import dev.cityhall.condition.Reason;

/** A namespace cannot go on; carries the reason and what to do. */
final class Blocked extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  Blocked(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
