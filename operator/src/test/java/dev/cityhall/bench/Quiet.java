package dev.cityhall.bench;

import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.ControlPlane;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until nobody writes any more: the controller-manager works off a city at its own rate. */
final class Quiet {

  private static final int ENOUGH_SECONDS = 5;
  private static final int GIVE_UP_SECONDS = 300;

  /**
   * Waits for five seconds without a write other than leases.
   *
   * @return seconds from now to the last write, whole ones
   */
  static int await(ControlPlane plane) {
    var begun = System.nanoTime();
    var quiet = 0;
    while (quiet < ENOUGH_SECONDS) {
      var log = plane.audit().fromNow();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      quiet = log.requests(Quiet::isLasting).isEmpty() ? quiet + 1 : 0;
      if (secondsSince(begun) > GIVE_UP_SECONDS) {
        throw new IllegalStateException("somebody still writes; see " + plane.folder());
      }
    }
    return secondsSince(begun) - ENOUGH_SECONDS;
  }

  private static boolean isLasting(Request request) {
    return request.isWrite() && !Requests.isLease(request);
  }

  private static int secondsSince(long nanos) {
    return (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
  }

  private Quiet() {}
}
