package dev.cityhall.chart;

import dev.cityhall.boot.Main;
import dev.cityhall.cli.ChartRendering;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart of this repository, rendered by Helm itself and without a cluster. */
public final class Chart {

  /** The folder of the chart, seen from the module's folder, in which Maven runs the tests. */
  public static final Path FOLDER = Path.of("..", "helm", "cityhall");

  /** The namespace that the documentation installs into. */
  public static final String NAMESPACE = dev.cityhall.cli.Chart.NAMESPACE;

  private static final dev.cityhall.cli.Chart CHART = new dev.cityhall.cli.Chart(FOLDER);
  private static List<HasMetadata> apart;

  /** What {@code helm install cityhall --namespace cityhall-system} creates, in Helm's order. */
  public static List<HasMetadata> render() {
    return CHART.render();
  }

  /**
   * As {@link #render()}, by another JVM, once for all that ask in this one. Whoever is rendered to
   * in its own JVM does not hear SIGTERM any more; see {@link ChartRendering}.
   */
  public static synchronized List<HasMetadata> renderApart() {
    if (apart == null) {
      try {
        var into =
            Files.createDirectories(Path.of("target", "chart-" + ProcessHandle.current().pid()));
        try (var rendering = ChartRendering.start(Main.class, FOLDER, into)) {
          apart = rendering.objects();
        }
        Files.delete(into.resolve("chart.yaml"));
        Files.delete(into.resolve("chart.log"));
        Files.delete(into);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return apart;
  }

  /** As {@link #render()}, with values as {@code --set} takes them, such as {@code replicas=1}. */
  public static List<HasMetadata> render(Map<String, ?> values) {
    return CHART.render(values);
  }

  /** The rendered objects of one type. */
  public static <T extends HasMetadata> List<T> render(Class<T> type) {
    return only(type, render());
  }

  /** A policy by its name, with values as {@link #render(Map)} takes them. */
  static ValidatingAdmissionPolicy policy(String name, Map<String, ?> values) {
    return only(ValidatingAdmissionPolicy.class, render(values)).stream()
        .filter(policy -> policy.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The objects of one type. */
  public static <T extends HasMetadata> List<T> only(Class<T> type, List<HasMetadata> objects) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The YAML text of each object. */
  static Stream<String> documents(Map<String, ?> values) {
    return CHART.documents(values);
  }

  private Chart() {}
}
