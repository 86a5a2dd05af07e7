package dev.cityhall.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects that the operator made, as the bare client writes them: the same specifications and
 * labels under other names of departments, so that both can stand on one server.
 */
final class WorkList {

  /** Marks the bare client's objects, so that the operator does not take them for its own. */
  static final String BARE_MANAGER = "cityhall-bench";

  /** Appended to every department's code. */
  private static final String SUFFIX = "x";

  private static final List<String> SERVER_LABELS = List.of("kubernetes.io/metadata.name");

  /** Everything in the cluster that this manager's label is on. */
  static List<HasMetadata> of(KubernetesClient client, String manager) {
    var key = CityHall.MANAGED_BY;
    return Stream.of(
            client.namespaces().withLabel(key, manager).list().getItems(),
            client.rbac().roleBindings().inAnyNamespace().withLabel(key, manager).list().getItems(),
            client.resourceQuotas().inAnyNamespace().withLabel(key, manager).list().getItems(),
            client.limitRanges().inAnyNamespace().withLabel(key, manager).list().getItems(),
            client
                .network()
                .v1()
                .networkPolicies()
                .inAnyNamespace()
                .withLabel(key, manager)
                .list()
                .getItems(),
            client.serviceAccounts().inAnyNamespace().withLabel(key, manager).list().getItems(),
            client
                .persistentVolumeClaims()
                .inAnyNamespace()
                .withLabel(key, manager)
                .list()
                .getItems())
        .<HasMetadata>flatMap(List::stream)
        .toList();
  }

  /** How many of each kind. */
  static Map<String, Integer> kinds(List<? extends HasMetadata> objects) {
    var kinds = new TreeMap<String, Integer>();
    objects.forEach(o -> kinds.merge(o.getKind(), 1, Integer::sum));
    return kinds;
  }

  /** Writes the bare client's work to a file. */
  static void write(List<HasMetadata> made, Path file) {
    var serialization = new KubernetesSerialization();
    var list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", "v1").put("kind", "List");
    var items = list.putArray("items");
    made.forEach(object -> items.add(anew(serialization.convertValue(object, ObjectNode.class))));
    try {
      Files.writeString(file, list.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<HasMetadata> read(Path file) {
    try (var text = Files.newInputStream(file)) {
      return new KubernetesSerialization().unmarshal(text, KubernetesList.class).getItems();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what only the server writes, and as of another department. */
  private static JsonNode anew(ObjectNode object) {
    var live = object.path("metadata");
    var department = live.path("labels").path(CityHall.DEPARTMENT).asText();
    var metadata = JsonNodeFactory.instance.objectNode();
    for (var field : List.of("name", "namespace", "labels", "annotations")) {
      if (live.has(field)) {
        metadata.set(field, live.get(field).deepCopy());
      }
    }
    metadata.withObject("/labels").remove(SERVER_LABELS);
    object.remove("status");
    object.set("metadata", metadata);
    if (object.path("kind").asText().equals("Namespace")) {
      object.remove("spec");
      rename(metadata, "name", department);
    } else {
      rename(metadata, "namespace", department);
    }
    metadata.withObject("/labels").put(CityHall.MANAGED_BY, BARE_MANAGER);
    renameLabels(object);
    return object;
  }

  private static void rename(ObjectNode metadata, String field, String department) {
    var name = metadata.path(field).asText();
    metadata.put(field, department + SUFFIX + name.substring(department.length()));
  }

  /** Labels and selectors of the department, wherever they are. */
  private static void renameLabels(JsonNode node) {
    if (node instanceof ObjectNode object && object.path(CityHall.DEPARTMENT) instanceof TextNode) {
      object.put(CityHall.DEPARTMENT, object.path(CityHall.DEPARTMENT).asText() + SUFFIX);
    }
    node.forEach(WorkList::renameLabels);
  }

  private WorkList() {}
}
