package dev.cityhall.docs;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The text of {@code docs/reference/api.md}, from the definitions as they stand in {@code crds/}.
 */
final class ApiReference {

  private static final String HEADER =
      """
      # The resources, field by field

      Written by `ApiReferenceTest` from the files in [crds/](../../crds); do not edit. The same texts answer
      `kubectl explain`. A *quantity* is one of Kubernetes, from 0 up, such as `500m`, `4Gi` or `12`. A field that
      is not required and has no default may be left out; what that means, its description says.

      """;

  /** A rule in CEL, the expression language of the API server. */
  private record Rule(String place, String expression, String message) {

    private String row() {
      return "| %s | %s | %s |\n".formatted(place, code(expression), prose(message));
    }
  }

  static String markdown(List<JsonNode> definitions) {
    var contents = definitions.stream().map(d -> contentsLine(d.path("spec"))).collect(joining());
    var kinds = definitions.stream().map(d -> kind(d.path("spec"))).collect(joining());
    return HEADER + contents + kinds;
  }

  private static String contentsLine(JsonNode spec) {
    var kind = spec.at("/names/kind").asText();
    return "- [%s](#%s)\n".formatted(kind, Documents.slug(kind));
  }

  private static String kind(JsonNode spec) {
    var names = spec.path("names");
    var version = spec.path("versions").path(0);
    var schema = version.at("/schema/openAPIV3Schema");
    var kind = names.path("kind").asText();
    return "\n## %s\n\n".formatted(kind)
        + "`%s.%s`, version `%s`, %s; short name `%s`, category `%s`.\n\n"
            .formatted(
                names.path("plural").asText(),
                spec.path("group").asText(),
                version.path("name").asText(),
                spec.path("scope").asText().equals("Cluster") ? "in no namespace" : "namespaced",
                names.at("/shortNames/0").asText(),
                names.at("/categories/0").asText())
        + prose(schema.path("description").asText())
        + "\n"
        + part(kind, "spec", schema.at("/properties/spec"))
        + rules(kind, schema)
        + part(kind, "status", schema.at("/properties/status"))
        + columns(kind, version.path("additionalPrinterColumns"));
  }

  private static String part(String kind, String name, JsonNode part) {
    var standard = part.path("default");
    return "\n### %s: %s\n\n".formatted(kind, name)
        + (standard.isMissingNode() ? "" : "Until it is written: " + code(standard) + ".\n\n")
        + "| Field | Type | Required | Default | Bounds | Meaning |\n|---|---|---|---|---|---|\n"
        + fields("", part).map(ApiField::row).collect(joining());
  }

  private static Stream<ApiField> fields(String path, JsonNode object) {
    var required = stream(object.path("required")).map(JsonNode::asText).toList();
    return object.path("properties").properties().stream()
        .flatMap(
            property -> {
              var field =
                  new ApiField(
                      path + property.getKey(),
                      required.contains(property.getKey()),
                      property.getValue());
              return Stream.concat(Stream.of(field), fields(field.below(), field.inner()));
            });
  }

  private static String rules(String kind, JsonNode schema) {
    var found = new ArrayList<Rule>();
    collect("", schema, found);
    var rows = found.stream().distinct().map(Rule::row).collect(joining());
    return rows.isEmpty()
        ? ""
        : "\n### %s: rules\n\nThe API server refuses a resource for which one of these does not hold.\n\n"
                .formatted(kind)
            + "| At | Rule (CEL) | Answer |\n|---|---|---|\n"
            + rows;
  }

  private static void collect(String path, JsonNode schema, List<Rule> found) {
    for (var rule : schema.path("x-kubernetes-validations")) {
      var place = path + rule.path("fieldPath").asText();
      found.add(
          new Rule(
              place.isEmpty() ? "the resource" : code(place),
              rule.path("rule").asText(),
              rule.path("message").asText()));
    }
    for (var property : schema.path("properties").properties()) {
      var below = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
      collect(below, property.getValue(), found);
    }
    if (schema.has("items")) {
      collect(path + "[]", schema.path("items"), found);
    }
  }

  private static String columns(String kind, JsonNode columns) {
    return "\n### %s: columns of `kubectl get`\n\n".formatted(kind)
        + "| Column | From | Shown |\n|---|---|---|\n"
        + stream(columns).map(ApiReference::column).collect(joining());
  }

  private static String column(JsonNode column) {
    return "| %s | %s | %s |\n"
        .formatted(
            column.path("name").asText(),
            code(column.path("jsonPath").asText()),
            column.path("priority").asInt() > 0 ? "with `-o wide`" : "always");
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** As code in a cell of a table. */
  static String code(Object text) {
    return "`" + text.toString().replace("|", "\\|") + "`";
  }

  /** As prose in a cell of a table: what is not code and looks like HTML is shown as it is. */
  static String prose(String text) {
    var parts = text.replace("|", "\\|").replace("\n", " ").split("`", -1);
    for (var i = 0; i < parts.length; i += 2) {
      parts[i] = parts[i].replace("<", "&lt;");
    }
    return String.join("`", parts);
  }

  private ApiReference() {}
}
