package dev.cityhall.bench.quota.city;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.bench.quota.Latencies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Says the figures of a city: as they come, as a table, and all of them as JSON. */
final class CityReport {

  static final double AIM_FALSE_PERCENT = 0.1;
  static final double AIM_STRANDED_PERCENT = 15;

  /** Over all departments; shares weighted by pods of the budget and by time. */
  record Summary(
      int departments,
      long wanted,
      long admitted,
      long withdrawn,
      long refused,
      long falselyRefused,
      double falselyRefusedPercent,
      long falselyRefusedBesideReserve,
      long late,
      long refusals,
      double strandedPercent,
      double waitingPercent,
      double strandedPercentWhileWaiting,
      Latencies.Percentiles untilAdmitted,
      Latencies.Percentiles refusedUntilAdmitted,
      long mostAboveBudget,
      long episodesAboveBudget) {}

  static void progress(long begun, Collection<Account> accounts) {
    System.err.printf(
        "bench: %d s: %d pods wanted so far, %d refused, %d of them falsely, %d late; %d missing"
            + " now; load %.1f%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
        sum(accounts, a -> a.sums().wanted),
        sum(accounts, a -> a.sums().refused),
        sum(accounts, a -> a.sums().falselyRefused),
        sum(accounts, a -> a.sums().late),
        sum(accounts, Account::missing),
        ProcessFigures.load());
  }

  private static <T> long sum(Collection<T> all, ToLongFunction<T> figure) {
    return all.stream().mapToLong(figure).sum();
  }

  static Summary summary(CityRun.Result result) {
    var all = result.departments();
    var wanted = sum(all, Account.Figures::wanted);
    var falsely = sum(all, Account.Figures::falselyRefused);
    return new Summary(
        all.size(),
        wanted,
        sum(all, Account.Figures::admitted),
        sum(all, Account.Figures::withdrawn),
        sum(all, Account.Figures::refused),
        falsely,
        Account.percent(falsely, wanted),
        sum(all, Account.Figures::falselyRefusedBesideReserve),
        sum(all, Account.Figures::late),
        sum(all, Account.Figures::refusals),
        weighted(all, Account.Figures::strandedPercent, f -> 1),
        weighted(all, Account.Figures::waitingPercent, f -> 1),
        weighted(
            all, Account.Figures::strandedPercentWhileWaiting, Account.Figures::waitingPercent),
        result.untilAdmitted(),
        result.refusedUntilAdmitted(),
        all.stream().mapToLong(CityReport::above).max().orElse(0),
        sum(all, CityReport::episodes));
  }

  /** Mean, weighted by pods of the budget and by the weight. */
  private static double weighted(
      List<Account.Figures> all,
      ToDoubleFunction<Account.Figures> figure,
      ToDoubleFunction<Account.Figures> weight) {
    var sum = 0.0;
    var weights = 0.0;
    for (var each : all) {
      var pods = each.budget().get("pods") * weight.applyAsDouble(each);
      sum += pods * figure.applyAsDouble(each);
      weights += pods;
    }
    return weights == 0 ? 0 : Rounded.to(3, sum / weights);
  }

  private static long above(Account.Figures figures) {
    return figures.store().real().values().stream()
        .mapToLong(seen -> Math.max(0, seen.most() - seen.limit()))
        .max()
        .orElse(0);
  }

  private static long episodes(Account.Figures figures) {
    return figures.store().real().values().stream().mapToLong(seen -> seen.episodes()).sum()
        + figures.store().bounds().values().stream().mapToLong(seen -> seen.episodes()).sum();
  }

  static String table(Map<String, String> environment, CityRun.Result result, Summary summary) {
    var text = new StringBuilder();
    environment.forEach((what, value) -> text.append(line(what, value)));
    text.append(line("load before, after", result.loadBefore() + ", " + result.loadAfter()));
    text.append("\n");
    text.append(line("departments", summary.departments()));
    text.append(line("seconds of load", (long) result.seconds()));
    text.append(
        line(
            "orders, roll-outs, late",
            "%d, %d, %d".formatted(result.orders(), result.rollOuts(), result.late())));
    text.append(line("pods wanted", summary.wanted()));
    text.append(line("  admitted, withdrawn", summary.admitted() + ", " + summary.withdrawn()));
    text.append(line("  refused at least once", summary.refused()));
    text.append(line("  late without a refusal", summary.late()));
    text.append(line("  falsely refused", summary.falselyRefused()));
    text.append(line("    % of pods wanted", summary.falselyRefusedPercent()));
    text.append(line("    with room beside the reserve", summary.falselyRefusedBesideReserve()));
    text.append(line("creates refused by quota", summary.refusals()));
    text.append(line("stranded room, % of budget", summary.strandedPercent()));
    text.append(line("  somebody waits, % of time", summary.waitingPercent()));
    text.append(line("  stranded then, % of budget", summary.strandedPercentWhileWaiting()));
    text.append(line("wanted to stored, ms", times(summary.untilAdmitted())));
    text.append(line("  if refused meanwhile", times(summary.refusedUntilAdmitted())));
    text.append(line("above a budget, episodes", summary.episodesAboveBudget()));
    text.append(line("  by at most, of any key", summary.mostAboveBudget()));
    result.trouble().forEach(t -> text.append("TROUBLE ").append(t).append('\n'));
    return text.toString();
  }

  static String aim(String what, double is, double aim) {
    return "%s: %.3f, aim at most %.1f: %s%n"
        .formatted(what, is, aim, is <= aim ? "reached" : "MISSED");
  }

  private static String times(Latencies.Percentiles times) {
    return "%d times, p50 %.0f p95 %.0f p99 %.0f max %.0f"
        .formatted(times.count(), times.p50(), times.p95(), times.p99(), times.max());
  }

  private static String line(String name, Object value) {
    return "%-34s %s%n".formatted(name, value);
  }

  /** Nothing without a file. */
  static void write(
      Path file,
      String bench,
      Map<String, String> environment,
      CityRun.Result result,
      Summary summary) {
    if (file == null) {
      return;
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("bench", bench);
    all.put("environment", environment);
    all.put("summary", summary);
    all.put("result", result);
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CityReport() {}
}
