package dev.cityhall.inputs;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A rule of a CRD that a user can break.
 *
 * @param kind the kind in lower case
 * @param path the field in {@code spec}; {@code item} for the items of a list of texts and {@code
 *     value} for the values of a map; {@code spec} for the whole and {@code ""} for the resource
 * @param keyword the schema's own word, such as {@code maxItems}; {@code type:…} with the type;
 *     {@code cel} for a rule in CEL
 * @param cel the rule in CEL; null for every other keyword
 */
record SchemaRule(String kind, String path, String keyword, ValidationRule cel) {

  private static final Path CRDS = Path.of("..", "crds");

  /**
   * All rules of all kinds that have a spec. What stands in {@code status} only the operator
   * writes.
   */
  static List<SchemaRule> all() {
    var rules = new ArrayList<SchemaRule>();
    try (var files = Files.list(CRDS)) {
      for (var file : files.sorted().toList()) {
        var spec =
            Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class)
                .getSpec();
        var schema = spec.getVersions().get(0).getSchema().getOpenAPIV3Schema();
        var kind = spec.getNames().getKind().toLowerCase(Locale.ROOT);
        if (schema.getProperties().containsKey("spec")) {
          new Walk(kind, rules::add).resource(schema);
        }
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of the files about this rule; a rule in CEL has files of any name. */
  String name() {
    return kind + "/" + path + "." + keyword;
  }

  private record Walk(String kind, Consumer<SchemaRule> found) {

    void resource(JSONSchemaProps resource) {
      rule("metadata.name", "three-hundred");
      rule("metadata.name", "chinese");
      rule("spec", "required");
      resource.getXKubernetesValidations().forEach(cel -> found.accept(cel("", cel)));
      field("spec", resource.getProperties().get("spec"));
    }

    private SchemaRule cel(String path, ValidationRule cel) {
      return new SchemaRule(kind, path, "cel", cel);
    }

    private void rule(String path, String keyword) {
      found.accept(new SchemaRule(kind, path, keyword, null));
    }

    private void rule(String path, String keyword, Object value) {
      if (value != null) {
        rule(path, keyword);
      }
    }

    private void field(String path, JSONSchemaProps schema) {
      bounds(path, schema);
      identifier(path, schema);
      schema.getXKubernetesValidations().forEach(cel -> found.accept(cel(path, cel)));
      if (schema.getItems() != null) {
        var items = schema.getItems().getSchema();
        field(isObject(items) ? path : path + ".item", items);
      }
      if (schema.getAdditionalProperties() != null) {
        field(path + ".value", schema.getAdditionalProperties().getSchema());
      }
      if (isObject(schema)) {
        rule(path, "unknown");
      }
      var parent = path.equals("spec") ? "" : path + ".";
      schema.getRequired().forEach(name -> rule(parent + name, "required"));
      schema.getProperties().forEach((name, child) -> field(parent + name, child));
    }

    private static boolean isObject(JSONSchemaProps schema) {
      return !schema.getProperties().isEmpty();
    }

    private void bounds(String path, JSONSchemaProps schema) {
      rule(path, "minLength", schema.getMinLength());
      rule(path, "maxLength", schema.getMaxLength());
      rule(path, "minItems", schema.getMinItems());
      rule(path, "maxItems", schema.getMaxItems());
      rule(path, "minProperties", schema.getMinProperties());
      rule(path, "maxProperties", schema.getMaxProperties());
      rule(path, "minimum", schema.getMinimum());
      rule(path, "maximum", schema.getMaximum());
      rule(path, "pattern", schema.getPattern());
      rule(path, "format", schema.getFormat());
      rule(path, "enum", schema.getEnum().isEmpty() ? null : schema.getEnum());
      rule(path, "type:" + (schema.getType() == null ? "integer or string" : schema.getType()));
      var listType = schema.getXKubernetesListType();
      rule(path, "duplicate", "map".equals(listType) || "set".equals(listType) ? listType : null);
    }

    /** A text of a certain form is tried with 300 characters and in Chinese as well. */
    private void identifier(String path, JSONSchemaProps schema) {
      rule(path, "three-hundred", schema.getPattern());
      rule(path, "chinese", schema.getPattern());
    }
  }
}
