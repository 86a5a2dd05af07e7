package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * Names one object.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record Ref(ObjectKind kind, String namespace, String name) {

  public static Ref of(HasMetadata object) {
    return new Ref(
        ObjectKind.of(object.getApiVersion(), object.getKind()),
        Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
        object.getMetadata().getName());
  }

  public static Ref namespace(String name) {
    return new Ref(ObjectKind.NAMESPACE, "", name);
  }

  String path() {
    return kind.path(namespace) + "/" + name;
  }

  /** For messages: {@code ResourceQuota finance-tax-prod/cityhall}. */
  @Override
  public String toString() {
    return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
