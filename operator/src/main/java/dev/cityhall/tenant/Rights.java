package dev.cityhall.tenant;

import dev.cityhall.cluster.ApiFailure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits for the operator's own rights in a namespace: an API server learns of a new RoleBinding by
 * a watch, and of a new label on an adopted namespace too, so that the first write after it may be
 * refused for some milliseconds.
 */
final class Rights {

  private static final Duration FIRST_WAIT = Duration.ofMillis(5);
  private static final int TRIES = 10;

  /** Runs the request, again as long as it is refused for want of a right, 2.5 s at most. */
  static <T> T soonGranted(Supplier<T> request) {
    var wait = FIRST_WAIT;
    for (var attempt = 1; ; attempt++) {
      try {
        return request.get();
      } catch (ApiFailure.Refused e) {
        if (attempt == TRIES || !isForWantOfARight(e)) {
          throw e;
        }
      }
      LockSupport.parkNanos(wait.toNanos());
      wait = wait.multipliedBy(2);
    }
  }

  private static boolean isForWantOfARight(ApiFailure.Refused refusal) {
    var message = String.valueOf(refusal.getMessage());
    return refusal.code() == 403
        && (message.contains(" cannot ") || message.contains("cityhall-operator-confined"));
  }

  private Rights() {}
}
