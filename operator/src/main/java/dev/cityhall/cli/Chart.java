package dev.cityhall.cli;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Helm chart, rendered by Helm itself and without a cluster. Only tests and the demo have
 * Helm's library on their class path; nothing that the operator needs may use this.
 *
 * @param folder the chart's folder, {@code helm/cityhall} of the source tree
 */
public record Chart(Path folder) {

  /** The namespace that the documentation installs into. */
  public static final String NAMESPACE = "cityhall-system";

  /** The chart's ServiceAccount, the only identity of the operator. */
  public static final String SERVICE_ACCOUNT = "cityhall-operator";

  /** Helm without a cluster would take itself for 1.20. */
  private static final String KUBERNETES = "1.36.3";

  private static final Pattern DOCUMENT_START = Pattern.compile("(?m)^---\\s*$");

  /** What {@code helm install cityhall --namespace cityhall-system} creates, in Helm's order. */
  public List<HasMetadata> render() {
    return render(Map.of());
  }

  /** As {@link #render()}, with values as {@code --set} takes them, such as {@code replicas=1}. */
  public List<HasMetadata> render(Map<String, ?> values) {
    return objects(documents(values));
  }

  /** The YAML text of each object. */
  public Stream<String> documents(Map<String, ?> values) {
    var template =
        new Helm(folder)
            .template()
            .withName("cityhall")
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES);
    values.forEach(template::set);
    return split(template.call());
  }

  /** The documents of a YAML stream that hold anything. */
  static Stream<String> split(String yaml) {
    return DOCUMENT_START.splitAsStream(yaml).filter(Chart::holdsAnObject);
  }

  /** The object of each document. */
  static List<HasMetadata> objects(Stream<String> documents) {
    return documents.map(document -> Serialization.unmarshal(document, HasMetadata.class)).toList();
  }

  private static boolean holdsAnObject(String document) {
    return document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"));
  }
}
