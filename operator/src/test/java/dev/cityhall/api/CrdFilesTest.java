package dev.cityhall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdFilesTest {

  private static final Path CRDS = Path.of("..", "crds");
  private static final long LARGEST_FOR_CLIENT_SIDE_APPLY = 256 * 1024;

  @TempDir static Path scratch;
  private static Map<String, String> generated = Map.of();

  @BeforeAll
  static void generate() throws IOException {
    generated = CrdFiles.generate(scratch);
    if (Boolean.getBoolean("cityhall.crds.write")) {
      for (var file : generated.entrySet()) {
        Files.writeString(CRDS.resolve(file.getKey()), file.getValue());
      }
    }
  }

  @Test
  void crdsFolderIsWhatTheRecordsGenerate() throws IOException {
    var committed = new TreeMap<String, String>();
    try (var files = Files.list(CRDS)) {
      for (var file : files.toList()) {
        committed.put(file.getFileName().toString(), Files.readString(file));
      }
    }

    assertThat(committed)
        .as("stale: run ./dev/test --write-crds and commit crds/")
        .isEqualTo(generated);
  }

  @Test
  void everyFieldIsDescribedAndBounded() {
    var complaints = new ArrayList<String>();
    for (var file : generated.entrySet()) {
      var schema = schemaOf(file.getValue());
      if (schema.getProperties().containsKey("spec")) {
        inspect(file.getKey() + " spec", schema.getProperties().get("spec"), complaints);
      }
      inspect(file.getKey() + " status", schema.getProperties().get("status"), complaints);
    }

    assertThat(complaints).isEmpty();
  }

  @Test
  void everyKindIsInProgressUntilTheOperatorHasSeenIt() {
    assertThat(generated.values())
        .filteredOn(yaml -> schemaOf(yaml).getProperties().containsKey("spec"))
        .hasSize(CrdFiles.KINDS.size() - 1)
        .allSatisfy(
            yaml ->
                assertThat(
                        schemaOf(yaml)
                            .getProperties()
                            .get("status")
                            .getDefault()
                            .get("observedGeneration")
                            .asInt())
                    .isEqualTo(-1));
  }

  @Test
  void everyFileIsSmallEnoughForClientSideApply() {
    assertThat(generated.values())
        .allSatisfy(
            yaml -> assertThat(yaml.length()).isLessThan((int) LARGEST_FOR_CLIENT_SIDE_APPLY));
  }

  private static JSONSchemaProps schemaOf(String yaml) {
    return Serialization.unmarshal(yaml, CustomResourceDefinition.class)
        .getSpec()
        .getVersions()
        .get(0)
        .getSchema()
        .getOpenAPIV3Schema();
  }

  private static void inspect(String path, JSONSchemaProps field, List<String> complaints) {
    if (!path.endsWith("[]") && !path.endsWith("{}") && field.getDescription() == null) {
      complaints.add(path + " has no description");
    }
    if ("string".equals(field.getType())
        && field.getMaxLength() == null
        && field.getEnum().isEmpty()
        && !isClosedPattern(field.getPattern())) {
      complaints.add(path + " has no maxLength");
    }
    if ("array".equals(field.getType())) {
      if (field.getMaxItems() == null) {
        complaints.add(path + " has no maxItems");
      }
      inspect(path + "[]", field.getItems().getSchema(), complaints);
    }
    if (field.getAdditionalProperties() != null) {
      if (field.getMaxProperties() == null) {
        complaints.add(path + " has no maxProperties");
      }
      inspect(path + "{}", field.getAdditionalProperties().getSchema(), complaints);
    }
    field.getProperties().forEach((name, child) -> inspect(path + "." + name, child, complaints));
  }

  /** A pattern without repetition bounds the length by itself. */
  private static boolean isClosedPattern(String pattern) {
    return pattern != null && pattern.matches("\\^\\(?[A-Za-z|]+\\)?\\$|\\^\\[A-Z\\]\\{3}\\$");
  }
}
