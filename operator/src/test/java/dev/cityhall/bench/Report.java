package dev.cityhall.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cityhall.bench.machine.Rounded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Says the figures: as they come, as a table, and all of them as JSON. */
final class Report {

  /** Smallest, middle and largest of a figure. */
  record Spread(double min, double median, double max) {

    static Spread of(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
      var sorted = pairs.stream().mapToDouble(figure).sorted().toArray();
      var middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
      return new Spread(sorted[0], Rounded.to(3, middle), sorted[sorted.length - 1]);
    }

    @Override
    public String toString() {
      return text(min) + " / " + text(median) + " / " + text(max);
    }

    private static String text(double figure) {
      return figure == Math.rint(figure) && Math.abs(figure) >= 100
          ? Long.toString(Math.round(figure))
          : Double.toString(Rounded.to(2, figure));
    }
  }

  private record Row(String name, ToDoubleFunction<Outcome> figure) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("wall s", Outcome::wallSeconds),
          new Row("CPU s of the contender", Outcome::contenderCpu),
          new Row("CPU s of kube-apiserver", o -> o.cpuSeconds().get("kube-apiserver")),
          new Row("CPU s of etcd", o -> o.cpuSeconds().get("etcd")),
          new Row(
              "CPU s of kube-controller-manager",
              o -> o.cpuSeconds().get("kube-controller-manager")),
          new Row("CPU s of the driver", o -> o.cpuSeconds().get("driver")),
          new Row("CPU s of all, until quiet", Pair::ofAll),
          new Row("quiet after s", Outcome::quietAfterSeconds),
          new Row("peak RSS MiB", Outcome::peakMebibytes),
          new Row("objects", Outcome::objects),
          new Row("requests", o -> o.requests().total()),
          new Row("writes", o -> o.requests().writes()),
          new Row("writes per object", Outcome::writesPerObject),
          new Row("  of them own status and events", o -> o.requests().ownStatus()),
          new Row("acknowledgements", o -> o.requests().acknowledgements()),
          new Row("refused writes", o -> o.requests().refused()),
          new Row("reads", o -> o.requests().reads()),
          new Row("dry runs", o -> o.requests().dryRuns()),
          new Row("load before", Outcome::loadBefore),
          new Row("CPU s of others meanwhile", o -> o.cpuSeconds().get("others on the machine")));

  private final Map<String, String> environment;

  Report(Map<String, String> environment) {
    this.environment = environment;
  }

  void progress(Pair pair) {
    System.err.printf(
        "bench: rate %s, pair %d, %s first: operator %.2f s, %.2f CPU s; bare client %.2f s, %.2f"
            + " CPU s; ratio %s; load %.1f, %.1f%n",
        pair.rate(),
        pair.number(),
        pair.first(),
        pair.operator().wallSeconds(),
        pair.operator().contenderCpu(),
        pair.bare().wallSeconds(),
        pair.bare().contenderCpu(),
        pair.ratio(),
        pair.operator().loadBefore(),
        pair.bare().loadBefore());
    pair.operator().trouble().forEach(t -> System.err.println("bench: TROUBLE operator: " + t));
    pair.bare().trouble().forEach(t -> System.err.println("bench: TROUBLE bare client: " + t));
  }

  /** Writes everything so far; nothing without a file. */
  void write(List<Pair> pairs, Path file) {
    if (file == null) {
      return;
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("bench", "provision");
    all.put("environment", environment);
    all.put("summary", summary(pairs));
    all.put("pairs", pairs);
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> summary(List<Pair> pairs) {
    var summary = new LinkedHashMap<String, Object>();
    for (var rate : rates(pairs)) {
      var atRate = at(rate, pairs);
      var figures = new LinkedHashMap<String, Object>();
      for (var ratio : atRate.get(0).ratio().keySet()) {
        figures.put("ratio of " + ratio, Spread.of(atRate, p -> p.ratio().get(ratio)));
      }
      for (var row : ROWS) {
        var both = new LinkedHashMap<String, Spread>();
        both.put("operator", Spread.of(atRate, p -> row.figure().applyAsDouble(p.operator())));
        both.put("bare client", Spread.of(atRate, p -> row.figure().applyAsDouble(p.bare())));
        figures.put(row.name().strip(), both);
      }
      summary.put("rate " + rate, figures);
    }
    return summary;
  }

  /** Min / median / max of everything, by rate. */
  String table(List<Pair> pairs) {
    var text = new StringBuilder();
    environment.forEach((what, value) -> text.append("%-34s %s%n".formatted(what, value)));
    for (var rate : rates(pairs)) {
      var atRate = at(rate, pairs);
      text.append(
          "%ncontroller-manager at rate %s, %d pairs (min / median / max)%n"
              .formatted(rate, atRate.size()));
      text.append("%-34s %-26s %-26s%n".formatted("", "operator", "bare client"));
      for (var row : ROWS) {
        text.append(
            "%-34s %-26s %-26s%n"
                .formatted(
                    row.name(),
                    Spread.of(atRate, p -> row.figure().applyAsDouble(p.operator())),
                    Spread.of(atRate, p -> row.figure().applyAsDouble(p.bare()))));
      }
      for (var ratio : atRate.get(0).ratio().keySet()) {
        text.append(
            "%-34s %s%n"
                .formatted("ratio of " + ratio, Spread.of(atRate, p -> p.ratio().get(ratio))));
      }
    }
    return text.toString();
  }

  private static List<String> rates(List<Pair> pairs) {
    return pairs.stream().map(Pair::rate).distinct().toList();
  }

  private static List<Pair> at(String rate, List<Pair> pairs) {
    return pairs.stream().filter(p -> p.rate().equals(rate)).toList();
  }
}
