package dev.cityhall.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Adds to a generated CRD what the generator has no annotation for. */
final class CrdSchema {

  /** What the API server's quantity parser reads, without sign and exponent. */
  private static final String QUANTITY =
      "^[0-9]{1,19}(\\.[0-9]{1,9})?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$";

  private static final String QUANTITY_MESSAGE =
      "an amount is a number that is not negative, with a unit if need be, such as 12, 500m or"
          + " 64Gi";

  /** Lists merged by key: server-side apply by two managers keeps both managers' entries. */
  private static final Map<String, String> MERGED_BY_KEY =
      Map.of(
          "conditions", "type",
          "namespaces", "name",
          "systems", "name",
          "environments", "name",
          "volumes", "name",
          "roster", "department",
          "deletionOrders", "namespace");

  private static final List<String> SETS =
      List.of("domains", "classes", "ingressNamespaces", "monitoringNamespaces", "days");

  private static final Map<String, String> KIND_DESCRIPTIONS =
      Map.of(
          "DepartmentTenant",
          "One department on the shared cluster: its people, business systems, storage and walls."
              + " Its name is the department's code.",
          "ResourceQuota",
          "A grant of capacity to a department (resourcequotas.cityhall.dev, not the core"
              + " ResourceQuota). A department's budget is the sum of its grants in force.",
          "City",
          "The city: its capacity pool, roster and platform. A single object named `city`.",
          "DepartmentView",
          "What a department's people may see of its budget from inside a namespace: one in each"
              + " namespace, named `cityhall`, written by the operator alone.");

  static HasMetadata complete(HasMetadata crd) {
    var spec = ((CustomResourceDefinition) crd).getSpec();
    inDeclaredOrder(spec);
    var root = spec.getVersions().get(0).getSchema().getOpenAPIV3Schema();
    root.setDescription(KIND_DESCRIPTIONS.get(spec.getNames().getKind()));
    var fields = root.getProperties();
    var status = fields.get("status");
    status.setDescription("What the operator saw and did; written by the operator only.");
    if (fields.get("spec").getProperties().isEmpty()) {
      fields.remove("spec");
      // Nobody but the operator writes it, so one request writes it whole.
      spec.getVersions().get(0).setSubresources(null);
      walk(root);
      return crd;
    }
    fields.get("spec").setDescription("What is asked for; never written by the operator.");
    status.setDefault(Serialization.unmarshal("{\"observedGeneration\": -1}", JsonNode.class));
    root.setRequired(List.of("spec"));
    walk(root);
    return crd;
  }

  /** The generator sorts the columns by path; kubectl shows them as they stand. */
  private static void inDeclaredOrder(CustomResourceDefinitionSpec spec) {
    var declared =
        CrdFiles.KINDS.stream()
            .filter(type -> HasMetadata.getKind(type).equals(spec.getNames().getKind()))
            .flatMap(type -> Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
            .map(AdditionalPrinterColumn::name)
            .toList();
    spec.getVersions()
        .get(0)
        .getAdditionalPrinterColumns()
        .sort(Comparator.comparing(column -> declared.indexOf(column.getName())));
  }

  private static void walk(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      schema.setPattern(QUANTITY);
      schema.setMaxLength(32L);
      schema.setMinimum(0.0);
      schema.setXKubernetesValidations(List.of(quantityRule()));
    }
    if (schema.getXKubernetesValidations() != null) {
      // The generator finds a record component's annotation on the field and on the accessor.
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    if (schema.getAdditionalProperties() != null) {
      walk(Objects.requireNonNull(schema.getAdditionalProperties().getSchema()));
    }
    if (schema.getItems() != null) {
      walk(schema.getItems().getSchema());
    }
    if (schema.getProperties() == null) {
      return;
    }
    schema.getProperties().forEach(CrdSchema::completeField);
  }

  /** Says in words what the pattern and the minimum say in signs. */
  private static ValidationRule quantityRule() {
    return new ValidationRuleBuilder()
        .withRule(
            "type(self) == int ? self >= 0 : self.matches('"
                + QUANTITY.replace("\\", "\\\\")
                + "')")
        .withMessage(QUANTITY_MESSAGE)
        .build();
  }

  private static void completeField(String name, JSONSchemaProps field) {
    if ("array".equals(field.getType())) {
      if (MERGED_BY_KEY.containsKey(name)) {
        field.setXKubernetesListType("map");
        field.setXKubernetesListMapKeys(List.of(MERGED_BY_KEY.get(name)));
      } else {
        field.setXKubernetesListType(SETS.contains(name) ? "set" : "atomic");
      }
    }
    if (name.equals("validFrom") || name.equals("validUntil")) {
      field.setFormat("date-time");
      field.setMaxLength(40L);
    }
    walk(field);
  }

  private CrdSchema() {}
}
