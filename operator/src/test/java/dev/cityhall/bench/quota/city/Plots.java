package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.city.Account.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A page with a plot for each department; it needs nothing but itself. */
final class Plots {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 150;
  private static final int LEFT = 34;
  private static final int BOTTOM = 16;
  private static final int TOP = 6;
  private static final int REFUSALS_HEIGHT = 30;

  private static final String STYLE =
      """
      body { font: 14px/1.4 system-ui, sans-serif; margin: 24px; color: #1c1f23; background: #fff; }
      h1 { font-size: 20px; } h2 { font-size: 14px; margin: 0; }
      pre { background: #f4f5f7; padding: 12px; overflow-x: auto; font-size: 12px; }
      main { display: grid; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)); gap: 18px; }
      figure { margin: 0; } figcaption { font-size: 12px; color: #555b63; }
      svg { width: 100%; height: auto; } text { font: 10px system-ui, sans-serif; fill: #555b63; }
      .granted { fill: #cfe3f7; stroke: #7fb0de; } .real { fill: none; stroke: #14508c; stroke-width: 1.6; }
      .wanted { fill: none; stroke: #d08a1e; stroke-width: 1; stroke-dasharray: 3 2; }
      .budget { stroke: #333; stroke-dasharray: 6 3; } .refusals { stroke: #c0282d; stroke-width: 1.4; }
      .axis { stroke: #b8bdc4; } .key { display: inline-block; width: 22px; height: 10px; }
      """;

  private static final String LEGEND =
      """
      <p>Pods over the seconds of the load:
      <svg class="key" viewBox="0 0 22 10"><rect class="granted" width="22" height="10"/></svg> granted (Σ status.hard) ·
      <svg class="key" viewBox="0 0 22 10"><path class="real" d="M0 5H22"/></svg> in use (pods that exist) ·
      <svg class="key" viewBox="0 0 22 10"><path class="wanted" d="M0 5H22"/></svg> wanted ·
      <svg class="key" viewBox="0 0 22 10"><path class="budget" d="M0 5H22"/></svg> budget ·
      <svg class="key" viewBox="0 0 22 10"><path class="refusals" d="M11 0V10"/></svg> creates refused since the sample before
      (bars from the top, with a scale of their own).</p>
      """;

  /** Nothing without a file. */
  static void write(Path file, String title, String summary, CityRun.Result result) {
    if (file == null) {
      return;
    }
    var page =
        new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append("<title>").append(text(title)).append("</title><style>\n").append(STYLE);
    page.append("</style></head><body><h1>").append(text(title)).append("</h1>\n<pre>");
    page.append(text(summary)).append("</pre>\n").append(LEGEND).append("<main>\n");
    result.departments().forEach(d -> page.append(figure(d, result.samples())));
    page.append("</main></body></html>\n");
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String figure(Account.Figures of, Map<String, List<Sample>> samples) {
    var pods = of.store().real().get("pods");
    return """
    <figure><h2>%s</h2>
    %s
    <figcaption>budget %d pods, most in use %d, above it %d times · %d wanted, %d creates refused, %d pods
    falsely refused · stranded %.2f %%</figcaption></figure>
    """
        .formatted(
            text(of.department()),
            svg(samples.get(of.department()), of.budget().get("pods")),
            pods.limit(),
            pods.most(),
            pods.episodes(),
            of.wanted(),
            of.refusals(),
            of.falselyRefused(),
            of.strandedPercent());
  }

  private static String svg(List<Sample> samples, long budget) {
    if (samples.isEmpty()) {
      return "<p>no samples</p>";
    }
    var plot = new Plot(samples, budget);
    var svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
    svg.append("<path class=\"granted\" d=\"%s\"/>".formatted(plot.area(Sample::granted)));
    svg.append(plot.refusals());
    svg.append("<path class=\"wanted\" d=\"%s\"/>".formatted(plot.line(Sample::wanted)));
    svg.append("<path class=\"real\" d=\"%s\"/>".formatted(plot.line(Sample::real)));
    svg.append("<path class=\"budget\" d=\"%s\"/>".formatted(plot.level(budget)));
    svg.append("<path class=\"axis\" d=\"%s\"/>".formatted(plot.level(0)));
    svg.append("<text x=\"2\" y=\"%s\">%d</text>".formatted(at(plot.y(budget) + 3), budget));
    svg.append("<text x=\"2\" y=\"%d\">0</text>".formatted(HEIGHT - BOTTOM));
    svg.append("<text x=\"%d\" y=\"%d\">0 s</text>".formatted(LEFT, HEIGHT - 3));
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d s</text>"
            .formatted(WIDTH, HEIGHT - 3, plot.seconds()));
    return svg.append("</svg>").toString();
  }

  private static String at(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  /** Where samples are on the plot; lines are steps, since nothing is known of between. */
  private static final class Plot {
    private final List<Sample> samples;
    private final double highest;

    Plot(List<Sample> samples, long budget) {
      this.samples = samples;
      this.highest =
          1.08
              * Math.max(
                  Math.max(1, budget),
                  samples.stream()
                      .mapToLong(s -> Math.max(s.wanted(), Math.max(s.real(), s.granted())))
                      .max()
                      .orElse(1));
    }

    int seconds() {
      return Math.max(1, samples.get(samples.size() - 1).second());
    }

    double x(Sample sample) {
      return LEFT + (double) sample.second() / seconds() * (WIDTH - LEFT);
    }

    double y(double pods) {
      return HEIGHT - BOTTOM - pods / highest * (HEIGHT - BOTTOM - TOP);
    }

    String line(ToLongFunction<Sample> figure) {
      var path = new StringBuilder();
      for (var sample : samples) {
        var y = at(y(figure.applyAsLong(sample)));
        path.append(
            path.isEmpty() ? "M%s %s".formatted(at(x(sample)), y) : "H" + at(x(sample)) + "V" + y);
      }
      return path.toString();
    }

    String area(ToLongFunction<Sample> figure) {
      return line(figure) + "V" + at(y(0)) + "H" + LEFT + "Z";
    }

    String level(double pods) {
      return "M%d %sH%d".formatted(LEFT, at(y(pods)), WIDTH);
    }

    String refusals() {
      var most = Math.max(1, samples.stream().mapToLong(Sample::refusals).max().orElse(1));
      var path = new StringBuilder();
      for (var sample : samples) {
        if (sample.refusals() > 0) {
          var height = (double) sample.refusals() / most * REFUSALS_HEIGHT;
          path.append("M%s 0v%s".formatted(at(x(sample)), at(Math.max(2, height))));
        }
      }
      return "<path class=\"refusals\" d=\"%s\"><title>at most %d a sample</title></path>"
          .formatted(path, most);
    }
  }

  private Plots() {}
}
