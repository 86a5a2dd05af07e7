package dev.cityhall.chart;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The chart of this repository, rendered by Helm itself and without a cluster. */
public final class Chart {

  /** The folder of the chart, seen from the module's folder, in which Maven runs the tests. */
  public static final Path FOLDER = Path.of("..", "helm", "cityhall");

  /** The namespace that the documentation installs into. */
  public static final String NAMESPACE = "cityhall-system";

  /** Helm without a cluster would take itself for 1.20. */
  private static final String KUBERNETES = "1.36.3";

  private static final Pattern DOCUMENT_START = Pattern.compile("(?m)^---\\s*$");

  /** What {@code helm install cityhall --namespace cityhall-system} creates, in Helm's order. */
  public static List<HasMetadata> render() {
    return render(Map.of());
  }

  /** As {@link #render()}, with values as {@code --set} takes them, such as {@code replicas=1}. */
  public static List<HasMetadata> render(Map<String, ?> values) {
    return documents(values)
        .map(document -> Serialization.unmarshal(document, HasMetadata.class))
        .toList();
  }

  /** The rendered objects of one type. */
  public static <T extends HasMetadata> List<T> render(Class<T> type) {
    return only(type, render());
  }

  /** The objects of one type. */
  public static <T extends HasMetadata> List<T> only(Class<T> type, List<HasMetadata> objects) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The YAML text of each object. */
  static Stream<String> documents(Map<String, ?> values) {
    var template =
        new Helm(FOLDER)
            .template()
            .withName("cityhall")
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES);
    values.forEach(template::set);
    return DOCUMENT_START.splitAsStream(template.call()).filter(Chart::holdsAnObject);
  }

  private static boolean holdsAnObject(String document) {
    return document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"));
  }

  private Chart() {}
}
