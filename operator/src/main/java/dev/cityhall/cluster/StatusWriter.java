package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of our own resources, and nothing when it stands already.
 *
 * <p>Remembers its last write, so that a reconcile on a cache that lags behind it does not write
 * the same again.
 */
public final class StatusWriter {

  private record Written(String uid, long version, Object status) {}

  private final ApiServer api;
  private final ObjectMapper mapper;
  private final Map<Ref, Written> lastWritten = new ConcurrentHashMap<>();

  /**
   * @param mapper writes and reads the statuses; the client's own
   */
  public StatusWriter(ApiServer api, ObjectMapper mapper) {
    this.api = api;
    this.mapper = mapper;
  }

  /**
   * The status that holds now: the last one written or, if that is later, the one in the cache.
   *
   * @return null if there is none yet
   */
  public <S> @Nullable S current(CustomResource<?, S> resource, Class<S> type) {
    var ref = Ref.of(resource);
    var written = lastWritten.get(ref);
    if (written != null
        && written.uid().equals(resource.getMetadata().getUid())
        && written.version() > versionOf(resource)) {
      return type.cast(written.status());
    }
    return resource.getStatus();
  }

  /**
   * Writes the status unless it equals the current one.
   *
   * @param status never changed once it was given
   * @return whether it was written
   */
  public <S extends Record> boolean write(
      CustomResource<?, S> resource, @Nullable S current, S status) {
    return write(resource, current, status, null);
  }

  /**
   * The same, if the resource still has the version.
   *
   * @throws ApiFailure.Conflict if it has another one
   */
  public <S extends Record> boolean writeAt(
      String version, CustomResource<?, S> resource, @Nullable S current, S status) {
    return write(resource, current, status, version);
  }

  /** The version of what {@link #current} says, as far as it is known here. */
  public String version(CustomResource<?, ?> resource) {
    var written = lastWritten.get(Ref.of(resource));
    return written != null
            && written.uid().equals(resource.getMetadata().getUid())
            && written.version() > versionOf(resource)
        ? Long.toString(written.version())
        : resource.getMetadata().getResourceVersion();
  }

  private <S extends Record> boolean write(
      CustomResource<?, S> resource, @Nullable S current, S status, @Nullable String version) {
    var before = current == null ? mapper.createObjectNode() : mapper.valueToTree(current);
    JsonNode after = mapper.valueToTree(status);
    if (before.equals(after)) {
      return false;
    }
    var patch = mapper.createObjectNode();
    patch.set("status", OwnedFields.replacement(after, before));
    var metadata = patch.withObject("/metadata").put("uid", resource.getMetadata().getUid());
    if (version != null) {
      metadata.put("resourceVersion", version);
    }
    var ref = Ref.of(resource);
    var answer = api.patchStatus(ref, patch);
    lastWritten.put(
        ref,
        new Written(
            resource.getMetadata().getUid(),
            answer.at("/metadata/resourceVersion").asLong(),
            status));
    return true;
  }

  /** Forgets a resource that is gone. */
  public void forget(Ref ref) {
    lastWritten.remove(ref);
  }

  private static long versionOf(CustomResource<?, ?> resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }
}
