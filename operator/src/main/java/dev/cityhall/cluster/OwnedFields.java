package dev.cityhall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import dev.cityhall.measure.ExactQuantity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The part of an object that is ours: its digest, and the smallest merge patch that restores it.
 *
 * <p>Ours are the labels and annotations of our prefixes and the fields that {@link ObjectKind}
 * lists, but for a leader's mark; all else on an object is foreign and survives. Where quantities
 * stand, they are compared by value, so {@code 1024Mi} equals {@code 1Gi}.
 */
final class OwnedFields {

  private static final List<String> OWN_PREFIXES =
      List.of(
          CityHall.GROUP + "/",
          CityHall.MANAGED_BY,
          "pod-security.kubernetes.io/",
          "scheduler.alpha.kubernetes.io/node-selector");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * Digest of what is ours; equal for a desired object and one that stands as desired. SHA-512, cut
   * to 132 bits: without intrinsics, as under C1, twice as quick as SHA-256.
   */
  static String digest(ObjectKind kind, JsonNode object) {
    var text = new StringBuilder(512);
    var metadata = object.path("metadata");
    writeOwn(metadata.path("labels"), text);
    writeOwn(metadata.path("annotations"), text);
    for (var pointer : kind.owned()) {
      text.append('\n');
      write(object.at(pointer), kind.holdsQuantities(), text);
    }
    try {
      var hash = MessageDigest.getInstance("SHA-512").digest(text.toString().getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(hash).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has SHA-512", e);
    }
  }

  private static void writeOwn(JsonNode map, StringBuilder text) {
    writeFields(map, keys(map, OwnedFields::isOwn), false, text);
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
      mergeDifference(wanted, ownEntries(live.at(pointer)), false)
          .ifPresent(difference -> patch.withObject("/metadata").set(field, difference));
    }
    for (var pointer : kind.owned()) {
      var wanted = desired.at(pointer);
      var found = live.at(pointer);
      mergeDifference(wanted, found, kind.holdsQuantities())
          .ifPresent(difference -> set(patch, pointer, difference));
    }
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  /** What to merge into {@code found} so that nothing but {@code wanted} is left. */
  static JsonNode replacement(JsonNode wanted, JsonNode found) {
    return mergeDifference(wanted, found, false).orElseGet(JSON::objectNode);
  }

  private static void set(ObjectNode patch, JsonPointer path, JsonNode value) {
    var parent = path.head().matches() ? patch : patch.withObject(path.head());
    parent.set(path.last().getMatchingProperty(), value);
  }

  /** What to merge into {@code found} to get {@code wanted}; null for a key that must go. */
  private static Optional<JsonNode> mergeDifference(
      JsonNode wanted, JsonNode found, boolean quantities) {
    if (isSame(wanted, found, quantities)) {
      return Optional.empty();
    }
    if (!wanted.isObject() || !found.isObject()) {
      return Optional.of(wanted.isMissingNode() ? JSON.nullNode() : wanted);
    }
    var difference = JSON.objectNode();
    for (var field : wanted.properties()) {
      mergeDifference(field.getValue(), found.path(field.getKey()), quantities)
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
    var own = JSON.objectNode();
    for (var key : keys(map, OwnedFields::isOwn)) {
      own.set(key, map.get(key));
    }
    return own;
  }

  private static boolean isOwn(String key) {
    for (var prefix : OWN_PREFIXES) {
      if (key.startsWith(prefix)) {
        return !key.equals(CityHall.LEADER_EPOCH);
      }
    }
    return false;
  }

  private static boolean isSame(JsonNode one, JsonNode other, boolean quantities) {
    return canonical(one, quantities).equals(canonical(other, quantities));
  }

  private static String canonical(JsonNode node, boolean quantities) {
    var text = new StringBuilder();
    write(node, quantities, text);
    return text.toString();
  }

  /**
   * Sorted keys, no nulls; quantities, where there are any, as plain numbers. Each text stands
   * behind its length, so that no two trees are written alike.
   */
  private static void write(JsonNode node, boolean quantities, StringBuilder text) {
    if (node.isObject()) {
      writeFields(node, keys(node, key -> true), quantities, text);
    } else if (node.isArray()) {
      text.append('[');
      for (var item : node) {
        write(item, quantities, text);
      }
      text.append(']');
    } else if (node.isMissingNode() || node.isNull()) {
      text.append('-');
    } else if (quantities) {
      text.append('"');
      writeText(ExactQuantity.plain(node.asText()).orElseGet(node::asText), text);
    } else {
      text.append(node.isTextual() ? '"' : '#');
      writeText(node.asText(), text);
    }
  }

  private static void writeFields(
      JsonNode object, List<String> keys, boolean quantities, StringBuilder text) {
    text.append('{');
    for (var key : keys) {
      var value = object.get(key);
      if (!value.isNull()) {
        writeText(key, text);
        write(value, quantities, text);
      }
    }
    text.append('}');
  }

  /** Sorted. Most maps are already, and sorting finds that out in one pass. */
  private static List<String> keys(JsonNode object, Predicate<String> wanted) {
    var keys = new ArrayList<String>(object.size());
    for (var field : object.properties()) {
      if (wanted.test(field.getKey())) {
        keys.add(field.getKey());
      }
    }
    keys.sort(null);
    return keys;
  }

  private static void writeText(String value, StringBuilder text) {
    text.append(value.length()).append(':').append(value);
  }

  private OwnedFields() {}
}
