package dev.cityhall.cluster;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server's time, by the {@code Date} of its answers: what people declare in the cluster is
 * in its time, however wrong the clock of this machine is. Within a second where answers come
 * within one.
 *
 * <p>It does not run backwards but for more than {@link #SET_BACK}: then the server's clock was
 * set. Until the first answer it is this machine's.
 */
public final class ServerClock implements InstantSource {

  private static final Logger log = LoggerFactory.getLogger(ServerClock.class);
  private static final Duration SET_BACK = Duration.ofSeconds(3);
  private static final Duration WORTH_SAYING = Duration.ofSeconds(5);

  private final InstantSource own;
  private final LongSupplier ticks;
  private @Nullable ServerTime known;
  private Instant last = Instant.EPOCH;

  /**
   * @param own this machine's clock
   * @param ticks nanoseconds of a clock that never jumps
   */
  public ServerClock(InstantSource own, LongSupplier ticks) {
    this.own = own;
    this.ticks = ticks;
  }

  @Override
  public synchronized Instant instant() {
    if (known == null) {
      return own.instant();
    }
    var now = known.at(ticks.getAsLong()).middle();
    var isSet = now.isBefore(last.minus(SET_BACK));
    last = isSet || now.isAfter(last) ? now : last.plusNanos(1);
    return last;
  }

  /** Nanoseconds of the clock that never jumps. */
  long tick() {
    return ticks.getAsLong();
  }

  /**
   * Takes in an answer of the API server.
   *
   * @param sent tick before the request was sent
   * @param answered tick after the answer came
   * @param date its header {@code Date}; null if it has none
   */
  synchronized void answered(long sent, long answered, @Nullable String date) {
    var read = read(sent, answered, date);
    if (read != null) {
      if (known == null) {
        sayIfFarOff(read);
      }
      known = known == null ? read : known.with(read);
    }
  }

  private static @Nullable ServerTime read(long sent, long answered, @Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      var written = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
      return ServerTime.of(sent, answered, written);
    } catch (DateTimeException e) {
      log.debug("not a date in an answer: {}", date);
      return null;
    }
  }

  private void sayIfFarOff(ServerTime read) {
    var ahead = Duration.between(read.middle(), own.instant());
    if (ahead.abs().compareTo(WORTH_SAYING) > 0) {
      log.warn(
          "the clock of this machine is {} s {} the API server's; what is declared in the cluster"
              + " is judged by the latter. Check that NTP sets both",
          ahead.abs().toSeconds(),
          ahead.isNegative() ? "behind" : "ahead of");
    }
  }
}
