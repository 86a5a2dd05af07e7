package dev.cityhall.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The city of {@code examples/04-jinan}, as much of it as is asked for.
 *
 * @param platform what stands before the first department moves in
 * @param departments tenants and grants, in the order of their files
 */
record City(List<HasMetadata> platform, HasMetadata city, List<HasMetadata> departments) {

  private static final Path FOLDER = Path.of("..", "examples", "04-jinan");

  static City read(KubernetesClient client, int most) {
    try (var files = Files.list(FOLDER.resolve("departments"))) {
      var departments =
          files.sorted().limit(most).flatMap(file -> load(client, file).stream()).toList();
      var platform =
          List.of("platform.yaml", "storageclasses.yaml").stream()
              .flatMap(file -> load(client, FOLDER.resolve(file)).stream())
              .toList();
      return new City(platform, load(client, FOLDER.resolve("city.yaml")).get(0), departments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<HasMetadata> load(KubernetesClient client, Path file) {
    try (var text = Files.newInputStream(file)) {
      return client.load(text).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int tenants() {
    return (int) departments.stream().filter(o -> o.getKind().equals("DepartmentTenant")).count();
  }
}
