package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the object of a watch event is read, in place of the client's own way: what becomes a {@link
 * WatchedObject} keeps the tree that was read; the client would copy that once more to find its
 * type.
 */
interface WatchedEvent {

  @JsonDeserialize(using = Decoder.class)
  Object getObject();

  @JsonDeserialize(using = Decoder.class)
  void setObject(Object object);

  /** Reads everything else as the client does. */
  final class Decoder extends JsonDeserializer<Object> {

    private static final Set<String> KEPT_AS_TREES =
        Mirror.keptAsTrees()
            .map(kind -> kind.apiVersion() + " " + kind.kind())
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      var tree = context.readTree(parser);
      return isKept(tree)
          ? new WatchedObject(tree)
          : parser.getCodec().treeToValue(tree, KubernetesResource.class);
    }

    private static boolean isKept(JsonNode tree) {
      var type = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
      return KEPT_AS_TREES.contains(type);
    }
  }
}
