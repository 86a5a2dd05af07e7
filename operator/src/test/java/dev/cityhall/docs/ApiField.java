package dev.cityhall.docs;

import static dev.cityhall.docs.ApiReference.code;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One field of a resource.
 *
 * @param path its place below {@code spec} or {@code status}; {@code []} is any entry of a list
 * @param schema its OpenAPI schema
 */
record ApiField(String path, boolean required, JsonNode schema) {

  /** Prefix of the fields below this one. */
  String below() {
    return path + (schema.has("items") ? "[]." : ".");
  }

  /** The object that the fields below this one belong to. */
  JsonNode inner() {
    return schema.has("items") ? schema.path("items") : schema;
  }

  /** The row of the table. */
  String row() {
    var standard = schema.path("default");
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            code(path),
            type(schema),
            required ? "yes" : "",
            standard.isMissingNode()
                ? ""
                : code(standard.isTextual() ? standard.asText() : standard),
            String.join("; ", bounds(schema)),
            ApiReference.prose(schema.path("description").asText()));
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "quantity";
    }
    if (schema.has("items")) {
      return "list of " + type(schema.path("items"));
    }
    if (schema.has("additionalProperties")) {
      return "map of " + type(schema.path("additionalProperties"));
    }
    return schema.path("format").asText().equals("date-time")
        ? "time"
        : schema.path("type").asText();
  }

  private static List<String> bounds(JsonNode schema) {
    var bounds = new ArrayList<String>();
    if (schema.isMissingNode() || schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return bounds;
    }
    range(schema, "minimum", "maximum", "", bounds);
    range(schema, "minLength", "maxLength", " characters", bounds);
    range(schema, "minItems", "maxItems", " entries", bounds);
    range(schema, "minProperties", "maxProperties", " keys", bounds);
    uniqueness(schema, bounds);
    var choice = ApiReference.stream(schema.path("enum")).map(word -> code(word.asText())).toList();
    if (!choice.isEmpty()) {
      bounds.add("one of " + String.join(", ", choice));
    }
    if (schema.has("pattern")) {
      bounds.add(code(schema.path("pattern").asText()));
    }
    var each = schema.has("items") ? schema.path("items") : schema.path("additionalProperties");
    var ofEach = bounds(each);
    if (!ofEach.isEmpty()) {
      bounds.add("each: " + String.join(", ", ofEach));
    }
    return bounds;
  }

  private static void range(
      JsonNode schema, String least, String most, String unit, List<String> bounds) {
    var from = schema.path(least);
    var to = schema.path(most);
    if (from.isNumber() && to.isNumber()) {
      bounds.add(from.asLong() + " to " + to.asLong() + unit);
    } else if (from.isNumber()) {
      bounds.add("at least " + from.asLong() + unit);
    } else if (to.isNumber()) {
      bounds.add("at most " + to.asLong() + unit);
    }
  }

  private static void uniqueness(JsonNode schema, List<String> bounds) {
    var kind = schema.path("x-kubernetes-list-type").asText();
    if (kind.equals("set")) {
      bounds.add("no two the same");
    } else if (kind.equals("map")) {
      var keys =
          ApiReference.stream(schema.path("x-kubernetes-list-map-keys"))
              .map(key -> code(key.asText()))
              .collect(Collectors.joining(" and "));
      bounds.add("no two with the same " + keys);
    }
  }
}
