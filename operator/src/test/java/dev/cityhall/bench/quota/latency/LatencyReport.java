package dev.cityhall.bench.quota.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cityhall.bench.quota.Latencies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says the figures: as they come, as a table, and all of them as JSON. */
final class LatencyReport {

  static final double AIM_SECONDS = 2;
  static final double AIM_ADDED_MILLIS = 0.5;

  private record Row(String name, Predicate<Episode> which) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("all", e -> true),
          new Row("of a new Deployment", Episode::isNew),
          new Row("of a Deployment that was scaled up and down before", e -> !e.isNew()));

  private record Part(String name, Function<Episode, Optional<Instant>> end) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("to the event, ms", Episode::heardAt),
          new Part("to room for all of it, ms", Episode::raisedAt),
          new Part("to the last pod stored, ms", Episode::storedAt),
          new Part("to the last pod Running, ms", Episode::runningAt));

  static void progress(Episode episode) {
    System.err.printf(
        "bench: episode %d, %s: %d pods, room for %d; %d refusals; ms from the first to the event"
            + " %s, to room for all %s, to the last pod stored %s, Running %s%n",
        episode.number(),
        episode.isNew() ? "new" : "again",
        episode.asked(),
        episode.hadRoomFor(),
        episode.refusals(),
        millis(episode, episode.heardAt()),
        millis(episode, episode.raisedAt()),
        millis(episode, episode.storedAt()),
        millis(episode, episode.runningAt()));
  }

  private static String millis(Episode episode, Optional<Instant> end) {
    return episode.until(end).map(d -> Long.toString(d.toMillis())).orElse("-");
  }

  /** By kind of episode, and by what is waited for. */
  static Map<String, Map<String, Latencies.Percentiles>> summary(List<Episode> episodes) {
    var summary = new LinkedHashMap<String, Map<String, Latencies.Percentiles>>();
    for (var row : ROWS) {
      var parts = new LinkedHashMap<String, Latencies.Percentiles>();
      for (var part : PARTS) {
        parts.put(part.name(), percentiles(episodes, row.which(), part.end()));
      }
      summary.put(row.name(), parts);
    }
    return summary;
  }

  private static Latencies.Percentiles percentiles(
      List<Episode> episodes, Predicate<Episode> which, Function<Episode, Optional<Instant>> end) {
    var times = new Latencies();
    episodes.stream()
        .filter(Episode::counts)
        .filter(which)
        .flatMap(e -> e.until(end.apply(e)).stream())
        .mapToLong(Duration::toNanos)
        .forEach(times::add);
    return times.percentiles();
  }

  static String table(
      Map<String, String> environment,
      List<Episode> episodes,
      Map<String, AddedLatency.Figures> added) {
    var text = new StringBuilder();
    environment.forEach((what, value) -> text.append("%-34s %s%n".formatted(what, value)));
    text.append(
        "%nfrom the first refusal, %d episodes, %d of them refused at first%n"
            .formatted(episodes.size(), episodes.stream().filter(Episode::counts).count()));
    summary(episodes)
        .forEach(
            (kind, parts) -> {
              text.append(kind).append('\n');
              parts.forEach((part, times) -> text.append(line(part, times)));
            });
    var p95 = summary(episodes).get("all").get("to the last pod Running, ms").p95();
    text.append(aim("p95 to the last pod Running, ms", p95, AIM_SECONDS * 1000));
    added.forEach((how, figures) -> append(text, how, figures));
    var shipped = added.values().iterator().next();
    text.append('\n').append(aim("p50 added, ms", shipped.p50Added(), AIM_ADDED_MILLIS));
    return text.toString();
  }

  private static void append(StringBuilder text, String how, AddedLatency.Figures added) {
    text.append("%ncreate of a pod for which there is room, %s%n".formatted(how));
    text.append(line("in a department, ms", added.department()));
    text.append(line("with a plain native quota, ms", added.plain()));
    text.append(
        "  %-32s p50 %.2f p95 %.2f%n".formatted("added", added.p50Added(), added.p95Added()));
    added
        .failures()
        .forEach((what, n) -> text.append("not created: %s, %d times%n".formatted(what, n)));
  }

  private static String line(String name, Latencies.Percentiles times) {
    return "  %-32s %d times, p50 %.2f p95 %.2f p99 %.2f max %.2f%n"
        .formatted(name, times.count(), times.p50(), times.p95(), times.p99(), times.max());
  }

  private static String aim(String what, double is, double aim) {
    return "%s: %.2f, aim at most %.2f: %s%n"
        .formatted(what, is, aim, is <= aim ? "reached" : "MISSED");
  }

  /** Nothing without a file. */
  static void write(
      Path file,
      Map<String, String> environment,
      List<Episode> episodes,
      Map<String, AddedLatency.Figures> added,
      List<String> trouble) {
    if (file == null) {
      return;
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("bench", "latency");
    all.put("environment", environment);
    all.put("milliseconds from the first refusal", summary(episodes));
    all.put("added", added);
    all.put("trouble", trouble);
    all.put("episodes", episodes.stream().map(LatencyReport::figures).toList());
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> figures(Episode episode) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("number", episode.number());
    figures.put("isNew", episode.isNew());
    figures.put("asked", episode.asked());
    figures.put("hadRoomFor", episode.hadRoomFor());
    figures.put("refusedAt", episode.refusedAt().map(Instant::toString).orElse(null));
    figures.put("refusals", episode.refusals());
    PARTS.forEach(
        part ->
            figures.put(
                part.name(),
                episode.until(part.end().apply(episode)).map(Duration::toMillis).orElse(null)));
    return figures;
  }

  private LatencyReport() {}
}
