package dev.cityhall.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Changes of objects that others write at the same time.
 *
 * <p>A patch without a version is applied by the server to whatever stands there; the client's
 * {@code edit} sends the version that it read, and is refused when a controller was faster.
 */
public final class Change {

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext JSON = PatchContext.of(PatchType.JSON);

  /** A merge patch (RFC 7386). */
  public static void merge(Resource<? extends HasMetadata> object, String patch) {
    object.patch(MERGE, patch);
  }

  /** A merge patch of the status subresource. */
  public static void mergeStatus(Resource<? extends HasMetadata> object, String patch) {
    object.subresource("status").patch(MERGE, patch);
  }

  /** Replaces the value at one path (RFC 6902, 4.3). */
  public static void replace(Resource<? extends HasMetadata> object, String path, String json) {
    object.patch(JSON, "[{\"op\":\"replace\",\"path\":\"%s\",\"value\":%s}]".formatted(path, json));
  }

  /** Sets an annotation. */
  public static void annotate(
      Resource<? extends HasMetadata> object, String annotation, String value) {
    merge(object, "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, value));
  }

  /** Takes all finalizers away, so that a deletion goes through. */
  public static void withoutFinalizers(Resource<? extends HasMetadata> object) {
    merge(object, "{\"metadata\":{\"finalizers\":null}}");
  }

  /** Sets the number of pods of whatever has {@code spec.replicas}. */
  public static void scale(Resource<? extends HasMetadata> object, int replicas) {
    merge(object, "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
  }

  private Change() {}
}
