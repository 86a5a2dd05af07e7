package dev.cityhall.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The chart's values: defaults from {@code values.yaml}, meanings from its schema. */
final class ValuesReference {

  private static final String HEADER =
      """
      # Values of the chart

      Written by `ValuesTest` from `helm/cityhall/values.yaml` and `values.schema.json`; do not edit.
      A value that is not in this table is refused, as is one of another type.

      | Value | Default | Meaning |
      |---|---|---|
      """;

  /** A value that has no values below it. */
  record Value(String path, JsonNode standard, JsonNode schema) {

    /** The meaning, or nothing where the schema has none. */
    String meaning() {
      return schema.path("description").asText();
    }

    private String row() {
      var allowed = schema.path("enum");
      var choice =
          allowed.isMissingNode()
              ? ""
              : stream(allowed)
                  .map(word -> word.asText().isEmpty() ? "empty" : "`" + word.asText() + "`")
                  .collect(Collectors.joining(", ", " One of: ", "."));
      return "| `%s` | `%s` | %s%s |\n".formatted(path, standard, meaning(), choice);
    }
  }

  /** Every value, in the order of {@code values.yaml}. */
  static List<Value> values() throws IOException {
    var standard =
        new ObjectMapper(new YAMLFactory()).readTree(Chart.FOLDER.resolve("values.yaml").toFile());
    return below("", standard, schema(), schema()).toList();
  }

  /** The schema of the values. */
  static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
  }

  /** The text of {@code docs/reference/values.md}. */
  static String markdown() throws IOException {
    return values().stream().map(Value::row).collect(Collectors.joining("", HEADER, ""));
  }

  /** Where {@link #markdown()} stands. */
  static Path file() {
    return Path.of("..", "docs", "reference", "values.md");
  }

  private static Stream<Value> below(String path, JsonNode node, JsonNode schema, JsonNode root) {
    if (!node.isObject() || node.isEmpty()) {
      return Stream.of(new Value(path, node, schema));
    }
    return node.properties().stream()
        .flatMap(
            field ->
                below(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    property(schema, field.getKey(), root),
                    root));
  }

  /** The property's schema; a reference is followed, and what stands beside it counts first. */
  private static JsonNode property(JsonNode schema, String name, JsonNode root) {
    var property = schema.path("properties").path(name);
    if (!property.has("$ref")) {
      return property;
    }
    var target = root.at(property.get("$ref").asText().substring(1)).<ObjectNode>deepCopy();
    property.properties().forEach(field -> target.set(field.getKey(), field.getValue()));
    target.remove("$ref");
    return target;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private ValuesReference() {}
}
