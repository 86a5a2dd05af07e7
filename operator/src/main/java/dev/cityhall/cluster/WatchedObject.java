package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object as a watch brings it: a tree, and of its metadata only names and version.
 *
 * <p>Without it, an event is read into the typed model, that into a generic object, and that into
 * the tree which the {@link Mirror} reads: a third of the operator's time when a city moves in.
 */
@JsonDeserialize(using = WatchedObject.Decoder.class)
public final class WatchedObject extends GenericKubernetesResource {

  private static final long serialVersionUID = 1L;

  private transient JsonNode tree = MissingNode.getInstance();

  WatchedObject(JsonNode tree) {
    this.tree = tree;
    setApiVersion(tree.path("apiVersion").asText());
    setKind(tree.path("kind").asText());
    var metadata = tree.path("metadata");
    setMetadata(
        new ObjectMetaBuilder()
            .withName(metadata.path("name").asText())
            .withNamespace(metadata.path("namespace").asText(null))
            .withUid(metadata.path("uid").asText())
            .withResourceVersion(metadata.path("resourceVersion").asText())
            .build());
  }

  /** The tree of an object that a watch brought, in whichever form. */
  static JsonNode treeOf(GenericKubernetesResource object, ApiServer api) {
    return object instanceof WatchedObject watched ? watched.tree : api.tree(object);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WatchedObject watched && tree.equals(watched.tree);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof WatchedObject;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(tree);
  }

  /** Keeps the tree that was read. */
  static final class Decoder extends JsonDeserializer<WatchedObject> {

    @Override
    public WatchedObject deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return new WatchedObject(context.readTree(parser));
    }
  }
}
