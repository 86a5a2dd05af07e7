package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads of an event that a watch brings only what object it is and in which version, if it is of
 * one of our kinds; the rest when it is asked for, as a tree or typed, see {@link WatchedObject}.
 * Everything else is read as the client reads it.
 *
 * <p>Most events are echoes of our own writes and end at a look at the version.
 */
public final class WatchSerialization extends KubernetesSerialization {

  private static final Set<String> UNREAD =
      Arrays.stream(ObjectKind.values())
          .map(kind -> kind.apiVersion() + " " + kind.kind())
          .collect(Collectors.toUnmodifiableSet());

  private final ObjectMapper mapper;

  public WatchSerialization(ObjectMapper mapper) {
    super(mapper, true);
    this.mapper = mapper;
  }

  @Override
  public <T> T unmarshal(String text, Class<T> type) {
    if (type == WatchEvent.class) {
      var event = event(text);
      if (event != null) {
        return type.cast(event);
      }
    }
    return super.unmarshal(text, type);
  }

  /** A watch of one type asks for it when it has not got it. */
  @Override
  public <T> T convertValue(Object value, Class<T> type) {
    if (value instanceof WatchedObject watched && !type.isInstance(watched)) {
      return typed(watched.text(), type);
    }
    return super.convertValue(value, type);
  }

  /** Null for another kind, and for an event whose fields come in an order that is not expected. */
  private @Nullable WatchEvent event(String text) {
    try (var parser = mapper.getFactory().createParser(text)) {
      parser.nextToken();
      if (!"type".equals(parser.nextFieldName())) {
        return null;
      }
      var type = parser.nextTextValue();
      var object = "object".equals(parser.nextFieldName()) ? object(parser, text) : null;
      return object == null ? null : new WatchEvent(object, type);
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable WatchedObject object(JsonParser parser, String text) throws IOException {
    var kind = "";
    var apiVersion = "";
    parser.nextToken();
    for (var field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      switch (field) {
        case "kind" -> kind = parser.getText();
        case "apiVersion" -> apiVersion = parser.getText();
        case "metadata" -> {
          return UNREAD.contains(apiVersion + " " + kind)
              ? new WatchedObject(apiVersion, kind, names(parser), text)
              : null;
        }
        default -> parser.skipChildren();
      }
    }
    return null;
  }

  /** Ends as soon as it has all of them; a bookmark has no names. */
  private static ObjectMeta names(JsonParser parser) throws IOException {
    var names = new ObjectMeta();
    names.setName("");
    names.setUid("");
    while (!isComplete(names) && parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> names.setName(parser.getText());
        case "namespace" -> names.setNamespace(parser.getText());
        case "uid" -> names.setUid(parser.getText());
        case "resourceVersion" -> names.setResourceVersion(parser.getText());
        default -> parser.skipChildren();
      }
    }
    return names;
  }

  /**
   * In either order of the fields that servers send, the namespace comes before the last of them.
   */
  private static boolean isComplete(ObjectMeta names) {
    return !names.getName().isEmpty()
        && !names.getUid().isEmpty()
        && names.getResourceVersion() != null;
  }

  private <T> T typed(String text, Class<T> type) {
    try (var parser = mapper.getFactory().createParser(text)) {
      parser.nextToken();
      while (!"object".equals(parser.nextFieldName())) {
        parser.nextToken();
        parser.skipChildren();
      }
      parser.nextToken();
      return mapper.readValue(parser, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be read as " + type.getSimpleName(), e);
    }
  }
}
