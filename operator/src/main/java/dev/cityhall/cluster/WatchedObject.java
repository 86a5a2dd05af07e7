package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An object as a watch brings it: of its metadata only names and version, and a tree of all of it
 * that is read when it is asked for.
 *
 * <p>Without it, an event is read into the typed model, that into a generic object, and that into
 * the tree which the {@link Mirror} reads: a third of the operator's time when a city moves in.
 */
final class WatchedObject extends GenericKubernetesResource {

  private static final long serialVersionUID = 1L;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String text;
  private transient @Nullable JsonNode tree;

  /**
   * @param text the event, an object with the fields {@code type} and {@code object}
   */
  WatchedObject(String apiVersion, String kind, ObjectMeta names, String text) {
    this.text = text;
    setApiVersion(apiVersion);
    setKind(kind);
    setMetadata(names);
  }

  /** The tree of an object that a watch brought, in whichever form. */
  static JsonNode treeOf(GenericKubernetesResource object, ApiServer api) {
    return object instanceof WatchedObject watched ? watched.tree() : api.tree(object);
  }

  /** The event that brought it. */
  String text() {
    return text;
  }

  /** Used by one thread at a time; a tree that is read twice is the same. */
  private JsonNode tree() {
    var read = tree;
    if (read == null) {
      try {
        read = MAPPER.readTree(text).path("object");
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("an event of which only the beginning can be read", e);
      }
      tree = read;
    }
    return read;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WatchedObject watched && tree().equals(watched.tree());
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof WatchedObject;
  }

  @Override
  public int hashCode() {
    return tree().hashCode();
  }
}
