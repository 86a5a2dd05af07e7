package dev.cityhall.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The chart, being rendered in a JVM of its own. Helm is written in Go, whose runtime takes the
 * signals away from a JVM that it is loaded into: neither Ctrl-C nor SIGTERM would be heard any
 * more.
 */
public final class ChartRendering implements AutoCloseable {

  private final Process process;
  private final Path output;
  private final Path errors;

  private ChartRendering(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Begins.
   *
   * @param into folder for what it prints
   */
  public static ChartRendering start(Class<?> mainClass, Path chart, Path into) {
    var output = into.resolve("chart.yaml");
    var errors = into.resolve("chart.log");
    var builder =
        new ProcessBuilder(ChildJvm.command(mainClass, "chart", chart.toString()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    try {
      var process = builder.start();
      process.getOutputStream().close();
      return new ChartRendering(process, output, errors);
    } catch (IOException e) {
      throw new DemoFailure("cannot render the chart", e);
    }
  }

  /** Waits for the end, and gives the objects in Helm's order. */
  public List<HasMetadata> objects() {
    try {
      if (process.waitFor() != 0) {
        throw new DemoFailure("cannot render the chart: " + Files.readString(errors));
      }
      return Chart.objects(Chart.split(Files.readString(output)));
    } catch (IOException e) {
      throw new DemoFailure("cannot render the chart", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while rendering the chart", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
