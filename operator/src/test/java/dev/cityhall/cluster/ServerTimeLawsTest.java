package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ServerTimeLawsTest {

  private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

  /** A request: nanoseconds since the one before, and on its way there and back. */
  record Request(long pause, long there, long back) {}

  /** The server's clock: where it stands at tick 0, and how much too fast it is, in ppm. */
  record Server(long ahead, long ppm) {

    Instant at(long tick) {
      return BEGIN.plusNanos(ahead).plusNanos(tick + tick * ppm / 1_000_000);
    }

    ServerTime answer(long sent, Request request) {
      var date = at(sent + request.there()).truncatedTo(ChronoUnit.SECONDS);
      return ServerTime.of(sent, sent + request.there() + request.back(), date);
    }
  }

  @Provide
  static Arbitrary<List<Request>> requests() {
    var way =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, seconds(1) / 10),
            Arbitraries.longs().between(0, seconds(60)));
    return Combinators.combine(Arbitraries.longs().between(0, seconds(600)), way, way)
        .as(Request::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  static Arbitrary<Server> servers() {
    return Combinators.combine(
            Arbitraries.longs().between(-seconds(5000), seconds(5000)),
            Arbitraries.longs().between(-900, 900))
        .as(Server::new);
  }

  @Property
  void theServersTimeIsEnclosedWhateverTheAnswersTake(
      @ForAll("servers") Server server,
      @ForAll("requests") List<Request> requests,
      @ForAll @LongRange(max = 1_000_000_000_000L) long later) {
    var tick = 0L;
    ServerTime known = null;
    for (var request : requests) {
      tick += request.pause();
      var read = server.answer(tick, request);
      tick = read.tick();
      known = known == null ? read : known.with(read);

      assertThat(server.at(tick)).isBetween(known.earliest(), known.latest());
      assertThat(known.width()).isLessThanOrEqualTo(read.width());
    }
    assertThat(server.at(tick + later))
        .isBetween(known.at(tick + later).earliest(), known.at(tick + later).latest());
  }

  @Property
  void aQuickAnswerIsEnoughForOneSecond(
      @ForAll("servers") Server server,
      @ForAll("requests") @Size(min = 1) List<Request> slow,
      @ForAll @LongRange(max = 500_000_000L) long there,
      @ForAll @LongRange(max = 500_000_000L) long back) {
    var known = server.answer(0, new Request(0, there, back));
    var tick = known.tick();
    for (var request : slow) {
      known = known.with(server.answer(tick, request));
    }

    var error = Duration.between(known.middle(), server.at(known.tick())).abs();
    var drifted = Duration.ofNanos((known.tick() - tick) / 1_000 + 1);
    assertThat(error).isLessThanOrEqualTo(Duration.ofSeconds(1).plus(drifted));
  }

  @Property
  void aClockThatWasSetIsFollowedByTheNextQuickAnswer(
      @ForAll("servers") Server before,
      @ForAll("servers") Server after,
      @ForAll("requests") List<Request> requests) {
    var quick = new Request(0, seconds(1) / 10, seconds(1) / 10);
    var known = before.answer(0, quick);
    var tick = known.tick();
    for (var request : requests) {
      known = known.with(before.answer(tick, request));
      tick = known.tick();
    }

    var read = after.answer(tick, quick);
    known = known.with(read);

    assertThat(Duration.between(known.middle(), after.at(known.tick())).abs())
        .isLessThanOrEqualTo(read.width());
  }

  @Property
  void oneSlowAnswerThatContradictsChangesNothing(
      @ForAll("servers") Server server, @ForAll @LongRange(min = 3, max = 60) long took) {
    var known = server.answer(0, new Request(0, 1, 1));
    var other = new Server(server.ahead() + seconds(500), 0);

    var after = known.with(other.answer(known.tick(), new Request(0, seconds(took), 0)));

    assertThat(after).isEqualTo(known.at(after.tick()));
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000L;
  }
}
