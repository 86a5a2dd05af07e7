package dev.cityhall.cluster;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Retries that never give up: 1 s, 2 s, 4 s … up to 60 s, each with up to a quarter of jitter, so
 * that departments that failed together do not come back together.
 */
public final class EndlessRetry implements Retry {

  private static final long FIRST_MILLIS = 1_000;
  private static final long CAP_MILLIS = 60_000;
  private static final int CAP_REACHED_AFTER = 6;

  /** Time to wait before the given attempt, counted from 1. */
  public static Duration delay(int attempt) {
    var doublings = Math.min(Math.max(attempt - 1, 0), CAP_REACHED_AFTER);
    var millis = Math.min(CAP_MILLIS, FIRST_MILLIS << doublings);
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4));
  }

  @Override
  public RetryExecution initExecution() {
    return new Execution();
  }

  private static final class Execution implements RetryExecution {

    private int attempts;

    @Override
    public Optional<Long> nextDelay() {
      attempts++;
      return Optional.of(delay(attempts).toMillis());
    }

    @Override
    public int getAttemptCount() {
      return attempts;
    }

    @Override
    public boolean isLastAttempt() {
      return false;
    }
  }
}
