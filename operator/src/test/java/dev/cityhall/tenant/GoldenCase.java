package dev.cityhall.tenant;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cityhall.api.City;
import dev.cityhall.api.CitySpec;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.GrantInForce;
import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One folder below {@code golden/}: a DepartmentTenant, its grants, the City, and what the cluster
 * has of namespaces and storage classes; in {@code expected/}, per namespace, what is made of them.
 * A folder named as one of {@code examples/} takes its input from there.
 */
record GoldenCase(Path folder) {

  private static final Path EXAMPLES = Path.of("..", "examples");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  Path expected() {
    return folder.resolve("expected");
  }

  /** The folder of the input: the example of the same name, if there is one. */
  private Path source() {
    var example = EXAMPLES.resolve(folder.getFileName());
    return Files.isDirectory(example) ? example : folder;
  }

  /** Files of the folder itself, not of {@code expected/}. */
  List<Path> inputFiles() throws IOException {
    try (var files = Files.list(source())) {
      return files
          .filter(file -> !file.getFileName().toString().equals("README.md"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** Content by name of the file. */
  Map<String, String> expectedFiles() throws IOException {
    var contents = new TreeMap<String, String>();
    try (var files = Files.list(expected())) {
      for (var file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  /**
   * The documents that the plan makes, by file: one per namespace, in the order of their making.
   */
  Map<String, String> actualFiles() throws IOException {
    var input = input();
    var plan = TenantPlan.of(input);
    var contents = new TreeMap<String, String>();
    for (var namespace : plan.namespaces()) {
      contents.put(namespace.name() + ".yaml", yaml(objects(namespace, plan)));
    }
    for (var name : plan.retired()) {
      var quota = new NamespaceObjects(input.department(), name).quota(Plane.WHOLE);
      var closed = NamespaceQuotas.withHard(quota, plan.targets().get(name));
      contents.put(name + ".yaml", "# retired\n" + yaml(List.of(closed)));
    }
    return contents;
  }

  private static List<HasMetadata> objects(NamespacePlan namespace, TenantPlan plan) {
    var objects = new ArrayList<HasMetadata>();
    objects.add(namespace.namespace());
    objects.add(namespace.delegation());
    namespace
        .quotas()
        .forEach(
            (plane, quota) ->
                objects.add(
                    NamespaceQuotas.withHard(
                        quota, plan.budgets().get(plane).targets().get(namespace.name()))));
    objects.addAll(List.of(namespace.limits(), namespace.wall(), namespace.account()));
    objects.addAll(namespace.volumes());
    objects.add(namespace.probe());
    objects.addAll(namespace.access());
    return objects;
  }

  private static String yaml(List<HasMetadata> objects) throws IOException {
    var text = new StringBuilder();
    for (var object : objects) {
      text.append(YAML.writeValueAsString(sorted(YAML.valueToTree(object))));
    }
    return text.toString();
  }

  /** Maps of the model have no order of their own. */
  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var fields = new TreeMap<String, JsonNode>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return YAML.createObjectNode().setAll(fields);
    }
    if (node.isArray()) {
      var list = YAML.createArrayNode();
      node.forEach(item -> list.add(sorted(item)));
      return list;
    }
    return node;
  }

  private TenantInput input() throws IOException {
    var documents = documents();
    var tenant = only(documents, DepartmentTenant.class).orElseThrow();
    var city = only(documents, City.class).map(City::getSpec);
    var shared = city.map(CitySpec::platform);
    var platform =
        new Platform(
            "cityhall-system",
            "cityhall-operator",
            "v1.33",
            shared.map(CitySpec.Platform::ingressNamespaces).orElse(List.of()),
            shared.map(CitySpec.Platform::monitoringNamespaces).orElse(List.of()),
            names(documents, "StorageClass"));
    return new TenantInput(
        tenant.getMetadata().getName(),
        tenant.getSpec(),
        platform,
        grants(documents),
        true,
        Map.of(),
        new HashSet<>(names(documents, "Namespace")));
  }

  private static List<GrantInForce> grants(List<HasMetadata> documents) {
    return documents.stream()
        .filter(DepartmentQuota.class::isInstance)
        .map(DepartmentQuota.class::cast)
        .map(
            quota ->
                GrantInForce.of(
                    quota.getMetadata().getName(),
                    Plane.of(quota.getSpec()),
                    Amounts.parse(quota.getSpec().hard()),
                    quota.getSpec().distribution()))
        .sorted(comparing(GrantInForce::name))
        .toList();
  }

  private List<HasMetadata> documents() throws IOException {
    var documents = new ArrayList<HasMetadata>();
    for (var file : inputFiles()) {
      for (var document : Files.readString(file).split("(?m)^---$")) {
        documents.add(parse(file, document));
      }
    }
    return documents;
  }

  private static HasMetadata parse(Path file, String yaml) {
    var header = Serialization.unmarshal(yaml, JsonNode.class);
    var kind = header.path("apiVersion").asText() + " " + header.path("kind").asText();
    return switch (kind) {
      case "cityhall.dev/v1alpha1 DepartmentTenant" ->
          Serialization.unmarshal(yaml, DepartmentTenant.class);
      case "cityhall.dev/v1alpha1 ResourceQuota" ->
          Serialization.unmarshal(yaml, DepartmentQuota.class);
      case "cityhall.dev/v1alpha1 City" -> Serialization.unmarshal(yaml, City.class);
      case "v1 Namespace", "storage.k8s.io/v1 StorageClass" ->
          Serialization.unmarshal(yaml, GenericKubernetesResource.class);
      default -> throw new IllegalArgumentException("no input of a plan: " + kind + " in " + file);
    };
  }

  private static <T> Optional<T> only(List<HasMetadata> documents, Class<T> type) {
    return documents.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce(
            (one, other) -> {
              throw new IllegalArgumentException("two of " + type);
            });
  }

  private static List<String> names(List<HasMetadata> documents, String kind) {
    return documents.stream()
        .filter(document -> document.getKind().equals(kind))
        .map(document -> document.getMetadata().getName())
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
