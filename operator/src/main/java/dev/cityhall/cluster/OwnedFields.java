package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The part of an object that is ours: its digest, and the smallest merge patch that restores it.
 *
 * <p>Ours are the labels and annotations of our prefixes and the fields that {@link ObjectKind}
 * lists; all else on an object is foreign and survives. Quantities are compared by value, so {@code
 * 1024Mi} equals {@code 1Gi}.
 */
final class OwnedFields {

  private static final List<String> OWN_PREFIXES =
      List.of(
          CityHall.GROUP + "/",
          CityHall.MANAGED_BY,
          "pod-security.kubernetes.io/",
          "scheduler.alpha.kubernetes.io/node-selector");

  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]+(\\.[0-9]+)?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Digest of what is ours; equal for a desired object and one that stands as desired. */
  static String digest(ObjectKind kind, JsonNode object) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      hash.update(canonical(kind, object).toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().withoutPadding().encodeToString(hash.digest()).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static JsonNode canonical(ObjectKind kind, JsonNode object) {
    var ours = JSON.objectNode();
    ours.set("labels", ownEntries(object.at("/metadata/labels")));
    ours.set("annotations", ownEntries(object.at("/metadata/annotations")));
    for (var pointer : kind.owned()) {
      ours.set(pointer, normal(object.at(pointer)));
    }
    return ours;
  }

  /**
   * The merge patch (RFC 7396) that makes the owned fields of {@code live} as {@code desired};
   * empty when nothing differs.
   */
  static Optional<ObjectNode> patch(ObjectKind kind, JsonNode desired, JsonNode live) {
    var patch = JSON.objectNode();
    for (var field : List.of("labels", "annotations")) {
      var pointer = "/metadata/" + field;
      var wanted = ownEntries(desired.at(pointer));
      mergeDifference(wanted, ownEntries(live.at(pointer)))
          .ifPresent(difference -> patch.withObject("/metadata").set(field, difference));
    }
    for (var pointer : kind.owned()) {
      var wanted = desired.at(pointer);
      var found = live.at(pointer);
      if (!normal(wanted).equals(normal(found))) {
        set(patch, pointer, mergeDifference(wanted, found).orElse(JSON.nullNode()));
      }
    }
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  /** What to merge into {@code found} so that nothing but {@code wanted} is left. */
  static JsonNode replacement(JsonNode wanted, JsonNode found) {
    return mergeDifference(wanted, found).orElseGet(JSON::objectNode);
  }

  private static void set(ObjectNode patch, String pointer, JsonNode value) {
    var path = JsonPointer.compile(pointer);
    var parent = path.head().matches() ? patch : patch.withObject(path.head());
    parent.set(path.last().getMatchingProperty(), value);
  }

  /** What to merge into {@code found} to get {@code wanted}; null for a key that must go. */
  private static Optional<JsonNode> mergeDifference(JsonNode wanted, JsonNode found) {
    if (normal(wanted).equals(normal(found))) {
      return Optional.empty();
    }
    if (!wanted.isObject() || !found.isObject()) {
      return Optional.of(wanted.isMissingNode() ? JSON.nullNode() : wanted);
    }
    var difference = JSON.objectNode();
    for (var field : wanted.properties()) {
      mergeDifference(field.getValue(), found.path(field.getKey()))
          .ifPresent(value -> difference.set(field.getKey(), value));
    }
    for (var field : found.properties()) {
      if (!wanted.has(field.getKey())) {
        difference.putNull(field.getKey());
      }
    }
    return Optional.of(difference);
  }

  private static JsonNode ownEntries(JsonNode map) {
    var own = new TreeMap<String, JsonNode>();
    for (var entry : map.properties()) {
      if (OWN_PREFIXES.stream().anyMatch(entry.getKey()::startsWith)) {
        own.put(entry.getKey(), entry.getValue());
      }
    }
    return JSON.objectNode().setAll(own);
  }

  /** Sorted keys, no nulls, quantities as plain numbers. */
  private static JsonNode normal(JsonNode node) {
    if (node.isObject()) {
      var sorted = new TreeMap<String, JsonNode>();
      for (var field : node.properties()) {
        if (!field.getValue().isNull()) {
          sorted.put(field.getKey(), normal(field.getValue()));
        }
      }
      return JSON.objectNode().setAll(sorted);
    }
    if (node.isArray()) {
      var list = JSON.arrayNode();
      node.forEach(item -> list.add(normal(item)));
      return list;
    }
    if (node.isTextual() && QUANTITY.matcher(node.textValue()).matches()) {
      var amount = Quantity.parse(node.textValue()).getNumericalAmount();
      return JSON.textNode(amount.stripTrailingZeros().toPlainString());
    }
    if (node.isMissingNode()) {
      return JSON.nullNode();
    }
    return node.isNumber() ? JSON.textNode(node.asText()) : node;
  }

  private OwnedFields() {}
}
