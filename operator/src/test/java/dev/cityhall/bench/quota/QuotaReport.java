package dev.cityhall.bench.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cityhall.bench.quota.Course.OfSide;
import dev.cityhall.bench.quota.Course.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Says the figures: as they come, as tables, and all of them as JSON. */
final class QuotaReport {

  private record Row(String name, Function<OfSide, Object> figure) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("seconds of load", s -> s.clients().seconds()),
          new Row("admitted", s -> s.clients().admitted()),
          new Row("refused by quota", s -> s.clients().answers().get(Answer.REFUSED)),
          new Row("  although there was room", s -> s.clients().falseRefusals()),
          new Row("409", s -> s.clients().answers().get(Answer.CONFLICT)),
          new Row("  per 1,000 admitted", s -> s.clients().conflictsPerThousand()),
          new Row("answered otherwise", s -> s.clients().answers().get(Answer.OTHER)),
          new Row("not answered", s -> s.clients().answers().get(Answer.NO_ANSWER)),
          new Row("deleted", s -> s.clients().deleted()),
          new Row("created per second", s -> s.clients().createdPerSecond()),
          new Row("creates tried per second", s -> s.clients().attemptsPerSecond()),
          new Row("created, ms", s -> times(s.clients().created())),
          new Row("refused, ms", s -> times(s.clients().refused())),
          new Row("refused to admitted, ms", s -> times(s.clients().refusedToAdmitted())),
          new Row("  although there was room", s -> times(s.clients().falselyRefusedToAdmitted())),
          new Row("most pods of a namespace", s -> s.store().mostPodsOfANamespace()),
          new Row(
              "episodes above its status.hard", s -> s.store().namespaceAboveItsHard().episodes()),
          new Row("  by pods at most", s -> s.store().namespaceAboveItsHard().most()),
          new Row("episodes of pods not charged", s -> s.store().notCharged().episodes()),
          new Row("  pods at most", s -> s.store().notCharged().most()),
          new Row("writes of quotas", s -> s.store().quotaWrites()),
          new Row("  of spec.hard", s -> s.store().quotaMoves()));

  private final Map<String, String> environment;

  QuotaReport(Map<String, String> environment) {
    this.environment = environment;
  }

  static void progress(Course.Round round, Ledger.Figures store) {
    var pods = store.real().get("pods");
    System.err.printf(
        "bench: round %d, %s: %d created (%.0f/s), %d refused (%d with room), %d 409, %d others;"
            + " most pods %d of %d so far, above it %d times; load %.1f%n",
        round.number(),
        round.side(),
        round.clients().admitted(),
        round.clients().createdPerSecond(),
        round.clients().answers().get(Answer.REFUSED),
        round.clients().falseRefusals(),
        round.clients().answers().get(Answer.CONFLICT),
        round.clients().answers().get(Answer.OTHER)
            + round.clients().answers().get(Answer.NO_ANSWER),
        pods.most(),
        pods.limit(),
        pods.episodes(),
        round.loadBefore());
  }

  /** Writes everything so far; nothing without a file. */
  void write(List<Result> results, Path file) {
    if (file == null) {
      return;
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("bench", "quota");
    all.put("environment", environment);
    all.put("courses", results);
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String table(List<Result> results) {
    var text = new StringBuilder();
    environment.forEach((what, value) -> text.append("%-34s %s%n".formatted(what, value)));
    results.forEach(result -> append(text, result));
    return text.toString();
  }

  private static void append(StringBuilder text, Result result) {
    var names = List.copyOf(result.sides().keySet());
    text.append(
        "%n%d namespaces, %d leader changes, created per second operator by native %s; trouble: %s%n"
            .formatted(
                result.namespaces(),
                result.leaderChanges(),
                result.createdRatio() == 0 ? "unknown" : result.createdRatio(),
                result.chaos()));
    text.append(line("", names));
    for (var row : ROWS) {
      text.append(
          line(row.name(), names.stream().map(n -> figure(result, n, row.figure())).toList()));
    }
    for (var key : result.sides().get(names.get(0)).store().real().keySet()) {
      text.append(
          line(
              "real " + key,
              names.stream().map(n -> excess(result.sides().get(n).store().real(), key)).toList()));
      text.append(
          line(
              "  bounds",
              names.stream()
                  .map(n -> excess(result.sides().get(n).store().bounds(), key))
                  .toList()));
    }
    for (var name : names) {
      for (var breach : result.sides().get(name).store().breaches()) {
        text.append("above the budget, ").append(name).append(", ").append(breach).append('\n');
      }
    }
    result.trouble().forEach(t -> text.append("TROUBLE ").append(t).append('\n'));
  }

  private static Object figure(Result result, String side, Function<OfSide, Object> figure) {
    return figure.apply(result.sides().get(side));
  }

  private static String line(String name, List<?> figures) {
    var text = new StringBuilder("%-34s".formatted(name));
    figures.forEach(figure -> text.append(" %-42s".formatted(figure)));
    return text.toString().stripTrailing() + "\n";
  }

  private static String excess(Map<String, Excess.Seen> seen, String key) {
    var of = seen.get(key);
    return "most %d of %d, above %d times".formatted(of.most(), of.limit(), of.episodes());
  }

  private static String times(Latencies.Percentiles times) {
    return times.count() == 0
        ? "none"
        : "p50 %.1f p95 %.1f p99 %.1f max %.0f"
            .formatted(times.p50(), times.p95(), times.p99(), times.max());
  }
}
