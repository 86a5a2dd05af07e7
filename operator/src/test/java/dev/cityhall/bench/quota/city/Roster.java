package dev.cityhall.bench.quota.city;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.bench.quota.PodSize;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The departments and systems of {@code examples/04-jinan}; of their environments, prod only. */
final class Roster {

  private static final Path FOLDER = Path.of("..", "examples", "04-jinan", "departments");

  /** The systems of the first so many departments, in the order of their files. */
  static List<App> read(int departments) {
    try (var files = Files.list(FOLDER)) {
      var apps = new ArrayList<App>();
      files.sorted().limit(departments).forEach(file -> add(file, apps));
      return apps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Path file, List<App> apps) {
    var serialization = new KubernetesSerialization();
    try {
      for (var document : Files.readString(file).split("(?m)^---$", -1)) {
        var object = serialization.unmarshal(document, JsonNode.class);
        if (object.path("kind").asText().equals(DepartmentTenant.class.getSimpleName())) {
          for (var system : object.at("/spec/systems")) {
            var size = PodSize.values()[apps.size() % PodSize.values().length];
            apps.add(
                new App(object.at("/metadata/name").asText(), system.path("name").asText(), size));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Roster() {}
}
