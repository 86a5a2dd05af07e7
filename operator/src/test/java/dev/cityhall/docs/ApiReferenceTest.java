package dev.cityhall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiReferenceTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path PAGE = Documents.REPOSITORY.resolve("docs/reference/api.md");

  private static final String SAMPLE =
      """
      spec:
        group: example.gov
        scope: Cluster
        names: {kind: Sample, plural: samples, shortNames: [smp], categories: [all]}
        versions:
        - name: v1
          additionalPrinterColumns: [{name: Until, jsonPath: .spec.until, priority: 1}]
          schema:
            openAPIV3Schema:
              description: A sample.
              x-kubernetes-validations: [{rule: "size(self.metadata.name) < 9", message: too long}]
              properties:
                spec:
                  required: [colour]
                  x-kubernetes-validations: [{rule: "a || b", message: either, fieldPath: .parts}]
                  properties:
                    colour: {type: string, pattern: "^(red|blue)$", description: "Not <none>."}
                    amounts: {type: object, maxProperties: 4, additionalProperties:
                      {x-kubernetes-int-or-string: true}, description: Amounts.}
                    parts:
                      type: array
                      maxItems: 8
                      description: Parts.
                      items:
                        type: object
                        properties:
                          weight: {type: integer, minimum: 0.0, maximum: 1000.0, default: 1,
                            description: Weight.}
                status:
                  default: {observedGeneration: -1}
                  properties:
                    names: {type: array, maxItems: 2, x-kubernetes-list-type: set, items:
                      {type: string, minLength: 1, maxLength: 9}, description: Names.}
      """;

  @Test
  void theReferenceIsCurrent() throws IOException {
    var generated = ApiReference.markdown(definitions());
    if (Boolean.getBoolean("cityhall.docs.write")) {
      Files.writeString(PAGE, generated);
    }

    assertThat(PAGE)
        .as("stale: run mvn test -Dtest=ApiReferenceTest -Dcityhall.docs.write=true")
        .hasContent(generated);
  }

  @Test
  void aRowStatesTypeRequirementDefaultBoundsAndMeaning() throws IOException {
    var page = ApiReference.markdown(List.of(YAML.readTree(SAMPLE)));

    assertThat(page)
        .contains("| `colour` | string | yes |  | `^(red\\|blue)$` | Not &lt;none>. |\n")
        .contains("| `amounts` | map of quantity |  |  | at most 4 keys | Amounts. |\n")
        .contains("| `parts` | list of object |  |  | at most 8 entries | Parts. |\n")
        .contains("| `parts[].weight` | integer |  | `1` | 0 to 1000 | Weight. |\n")
        .contains(
            "| `names` | list of string |  |  | at most 2 entries; no two the same;"
                + " each: 1 to 9 characters | Names. |\n");
  }

  @Test
  void rulesAndColumnsStandWithTheirPlaces() throws IOException {
    var page = ApiReference.markdown(List.of(YAML.readTree(SAMPLE)));

    assertThat(page)
        .contains("| the resource | `size(self.metadata.name) < 9` | too long |\n")
        .contains("| `spec.parts` | `a \\|\\| b` | either |\n")
        .contains("| Until | `.spec.until` | with `-o wide` |\n")
        .contains("`{\"observedGeneration\":-1}`");
  }

  private static List<JsonNode> definitions() throws IOException {
    var definitions = new ArrayList<JsonNode>();
    try (var files = Files.list(Documents.REPOSITORY.resolve("crds"))) {
      for (var file : files.sorted().toList()) {
        definitions.add(YAML.readTree(file.toFile()));
      }
    }
    return definitions;
  }
}
