package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OwnedFieldsLawsTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> OWN_LABELS =
      List.of(
          "cityhall.dev/department",
          "app.kubernetes.io/managed-by",
          "pod-security.kubernetes.io/enforce");

  private static final List<String> FOREIGN_LABELS =
      List.of("team", "app.kubernetes.io/name", "kubernetes.io/metadata.name", "my.cityhall.dev/x");

  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.NAMESPACE,
          ObjectKind.RESOURCE_QUOTA,
          ObjectKind.VOLUME_CLAIM,
          ObjectKind.ROLE_BINDING,
          ObjectKind.SERVICE_ACCOUNT);

  @Provide
  static Arbitrary<ObjectKind> kinds() {
    return Arbitraries.of(KINDS);
  }

  /** Objects whose owned and foreign fields are of any shape. */
  @Provide
  static Arbitrary<JsonNode> objects() {
    return Combinators.combine(labels(), labels(), specs(), trees(1), trees(2), trees(1))
        .as(
            (labels, annotations, spec, status, list, flag) -> {
              var object = JSON.objectNode();
              var metadata = object.putObject("metadata");
              metadata.set("labels", labels);
              metadata.set("annotations", annotations);
              metadata.put("resourceVersion", "17");
              object.set("spec", spec);
              put(object, "status", status);
              put(object, "subjects", list);
              put(object, "roleRef", status);
              put(object, "automountServiceAccountToken", flag);
              return (JsonNode) object;
            })
        .withoutEdgeCases();
  }

  private static Arbitrary<ObjectNode> specs() {
    return Combinators.combine(trees(1), trees(0), trees(2), trees(2))
        .as(
            (accessModes, storageClassName, requests, foreign) -> {
              var spec = JSON.objectNode();
              put(spec, "accessModes", accessModes);
              put(spec, "storageClassName", storageClassName);
              put(spec.putObject("resources"), "requests", requests);
              put(spec.withObject("/resources"), "limits", foreign);
              put(spec, "volumeName", foreign);
              return spec;
            });
  }

  private static void put(ObjectNode object, String field, JsonNode value) {
    if (!value.isNull()) {
      object.set(field, value);
    }
  }

  private static Arbitrary<ObjectNode> labels() {
    var names = Arbitraries.oneOf(Arbitraries.of(OWN_LABELS), Arbitraries.of(FOREIGN_LABELS));
    return Arbitraries.maps(names, Arbitraries.of("tax", "health", "baseline"))
        .ofMaxSize(5)
        .map(OwnedFieldsLawsTest::object);
  }

  private static ObjectNode object(Map<String, String> fields) {
    var object = JSON.objectNode();
    fields.forEach(object::put);
    return object;
  }

  /** JSON without nulls inside, as the server stores it; null stands for absent. */
  private static Arbitrary<JsonNode> trees(int depth) {
    var leaves =
        Arbitraries.oneOf(
            Arbitraries.of("a", "b", "1Gi", "1024Mi", "2Gi", "1000m", "1").map(JSON::textNode),
            Arbitraries.of(true, false).map(JSON::booleanNode),
            Arbitraries.of(1, 53).map(JSON::numberNode));
    Arbitrary<JsonNode> values = leaves.map(leaf -> leaf);
    for (var level = 0; level < depth; level++) {
      values = Arbitraries.oneOf(values, objectsOf(values), listsOf(values));
    }
    return values.injectNull(0.1).map(value -> value == null ? JSON.nullNode() : value);
  }

  private static Arbitrary<JsonNode> objectsOf(Arbitrary<JsonNode> values) {
    var fields = Arbitraries.of("hard", "requests.cpu", "pods");
    return Arbitraries.maps(fields, values).ofMaxSize(3).map(map -> JSON.objectNode().setAll(map));
  }

  private static Arbitrary<JsonNode> listsOf(Arbitrary<JsonNode> values) {
    return values.list().ofMaxSize(2).map(list -> (JsonNode) JSON.arrayNode().addAll(list));
  }

  @Property(tries = 300)
  void thePatchedObjectStandsAsDesired(
      @ForAll("kinds") ObjectKind kind,
      @ForAll("objects") JsonNode desired,
      @ForAll("objects") JsonNode live) {
    var patch = OwnedFields.patch(kind, desired, live);

    var patched = patch.map(p -> MergePatch.apply(live, p)).orElse(live);
    assertThat(OwnedFields.digest(kind, patched)).isEqualTo(OwnedFields.digest(kind, desired));
    assertThat(OwnedFields.patch(kind, desired, patched)).isEmpty();
  }

  @Property(tries = 300)
  void thereIsAPatchIfAndOnlyIfTheDigestsDiffer(
      @ForAll("kinds") ObjectKind kind,
      @ForAll("objects") JsonNode desired,
      @ForAll("objects") JsonNode live) {
    var differ = !OwnedFields.digest(kind, desired).equals(OwnedFields.digest(kind, live));

    assertThat(OwnedFields.patch(kind, desired, live).isPresent()).isEqualTo(differ);
  }

  @Property(tries = 300)
  void thePatchLeavesEverythingForeignAsItIs(
      @ForAll("kinds") ObjectKind kind,
      @ForAll("objects") JsonNode desired,
      @ForAll("objects") JsonNode live) {
    var patch = OwnedFields.patch(kind, desired, live);

    var patched = patch.map(p -> MergePatch.apply(live, p)).orElse(live);
    assertThat(withoutOwned(kind, patched)).isEqualTo(withoutOwned(kind, live));
  }

  @Property(tries = 300)
  void theDigestSeesNothingForeign(
      @ForAll("kinds") ObjectKind kind,
      @ForAll("objects") JsonNode object,
      @ForAll("objects") JsonNode other) {
    ObjectNode mixed = object.deepCopy();
    mixed.set("status", other.path("spec"));
    mixed.withObject("/metadata").put("resourceVersion", "18");
    for (var field : List.of("labels", "annotations")) {
      for (var name : FOREIGN_LABELS) {
        mixed.withObject("/metadata/" + field).put(name, "foreign");
      }
    }

    assertThat(OwnedFields.digest(kind, mixed)).isEqualTo(OwnedFields.digest(kind, object));
  }

  @Property(tries = 300)
  void replacementLeavesNothingButWhatIsWanted(
      @ForAll("objects") JsonNode wanted, @ForAll("objects") JsonNode found) {
    var patched = MergePatch.apply(found, OwnedFields.replacement(wanted, found));

    assertThat(OwnedFields.replacement(wanted, patched)).isEmpty();
  }

  /** The object without the fields of ours. */
  private static JsonNode withoutOwned(ObjectKind kind, JsonNode object) {
    ObjectNode rest = object.deepCopy();
    for (var field : List.of("labels", "annotations")) {
      rest.withObject("/metadata/" + field).remove(OWN_LABELS);
    }
    for (var pointer : kind.owned()) {
      if (rest.at(pointer.head()) instanceof ObjectNode parent) {
        parent.remove(pointer.last().getMatchingProperty());
      }
    }
    return rest;
  }
}
