package dev.cityhall.cli;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantSpec.BusinessSystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of {@code examples/}.
 *
 * @param objects all its objects as they are written, in the order in which to apply them
 * @param departments those of them that are departments
 */
record Example(List<HasMetadata> objects, List<DepartmentTenant> departments) {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** Reads the city of 52 departments. */
  static Example jinan(Path folder) {
    try (var departments = Files.list(folder.resolve("departments"))) {
      var shared =
          Stream.of("platform.yaml", "storageclasses.yaml", "city.yaml").map(folder::resolve);
      var files = Stream.concat(shared, departments.sorted());
      return of(files.flatMap(Example::read).toList());
    } catch (IOException e) {
      throw new DemoFailure("cannot read " + folder, e);
    }
  }

  private static Stream<HasMetadata> read(Path file) {
    try (var yaml = Files.newInputStream(file)) {
      Object read = YAML.unmarshal(yaml);
      return read instanceof Collection<?> several
          ? several.stream().map(HasMetadata.class::cast)
          : Stream.of((HasMetadata) read);
    } catch (IOException e) {
      throw new DemoFailure("cannot read " + file, e);
    }
  }

  private static Example of(List<HasMetadata> objects) {
    var departments =
        objects.stream()
            .filter(object -> object.getKind().equals("DepartmentTenant"))
            .map(object -> YAML.convertValue(object, DepartmentTenant.class))
            .toList();
    return new Example(objects, departments);
  }

  int systems() {
    return departments.stream().mapToInt(d -> d.getSpec().systems().size()).sum();
  }

  /** For each department its home namespace, and one for each environment of its systems. */
  int namespaces() {
    var environments =
        departments.stream()
            .flatMap(department -> department.getSpec().systems().stream())
            .map(BusinessSystem::environments)
            .mapToInt(List::size)
            .sum();
    return departments.size() + environments;
  }
}
