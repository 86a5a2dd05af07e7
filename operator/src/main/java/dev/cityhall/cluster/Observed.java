package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;

/**
 * What is remembered of an object: names, version and a digest instead of the whole.
 *
 * @param version the object's resourceVersion as a number; larger is later
 * @param department department by label, empty without
 * @param digest digest of the fields that are ours
 * @param deleting whether the object has a deletion timestamp
 * @param kept the few fields that decisions need, in their places
 * @param amounts amounts of a native quota; none for other kinds
 */
public record Observed(
    Ref ref,
    String uid,
    long version,
    String department,
    String digest,
    boolean deleting,
    JsonNode kept,
    QuotaAmounts amounts) {

  static Observed of(ObjectKind kind, JsonNode object) {
    var metadata = object.path("metadata");
    var name = metadata.path("name").asText();
    var department =
        kind == ObjectKind.DEPARTMENT_TENANT
            ? name
            : metadata.path("labels").path(CityHall.DEPARTMENT).asText();
    return new Observed(
        new Ref(kind, metadata.path("namespace").asText(), name),
        metadata.path("uid").asText(),
        metadata.path("resourceVersion").asLong(),
        department,
        OwnedFields.digest(kind, object),
        metadata.has("deletionTimestamp"),
        keptOf(kind, object),
        kind == ObjectKind.RESOURCE_QUOTA ? QuotaAmounts.of(object) : QuotaAmounts.NONE);
  }

  private static JsonNode keptOf(ObjectKind kind, JsonNode object) {
    var kept = JsonNodeFactory.instance.objectNode();
    for (var pointer : kind.kept()) {
      var value = object.at(pointer);
      if (!value.isMissingNode()) {
        ObjectNode parent = pointer.head().matches() ? kept : kept.withObject(pointer.head());
        parent.set(pointer.last().getMatchingProperty(), value);
      }
    }
    return kept;
  }

  /** Whether a change from {@code before} can matter to a decision. */
  boolean differsFrom(Observed before) {
    return !uid.equals(before.uid)
        || !digest.equals(before.digest)
        || deleting != before.deleting
        || !department.equals(before.department)
        || !amounts.enforced().equals(before.amounts.enforced())
        || !kept.at("/status/phase").equals(before.kept.at("/status/phase"))
        || !kept.at("/spec/systems").equals(before.kept.at("/spec/systems"));
  }
}
