package dev.cityhall.measure;

import java.util.Map;
import java.util.Set;

/**
 * A key of the native ResourceQuota, such as {@code requests.cpu} or {@code pods}.
 *
 * <p>{@code cpu}, {@code memory} and {@code ephemeral-storage} are the server's other names for the
 * requests and are read as these.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/policy/resource-quotas/">Resource Quotas</a>
 */
public record QuotaKey(String name) implements Comparable<QuotaKey> {

  private static final Map<String, String> SYNONYMS =
      Map.of(
          "cpu", "requests.cpu",
          "memory", "requests.memory",
          "ephemeral-storage", "requests.ephemeral-storage");

  private static final Set<String> BYTES =
      Set.of(
          "requests.memory",
          "limits.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.ephemeral-storage");

  private static final Set<String> CPU = Set.of("requests.cpu", "limits.cpu");

  private static final String STORAGE_OF_CLASS = ".storageclass.storage.k8s.io/requests.storage";
  private static final long MEBIBYTE = 1L << 20;

  public static final QuotaKey PODS = new QuotaKey("pods");
  public static final QuotaKey VOLUME_CLAIMS = new QuotaKey("persistentvolumeclaims");
  public static final QuotaKey STORAGE = new QuotaKey("requests.storage");
  public static final QuotaKey NODE_PORTS = new QuotaKey("services.nodeports");
  public static final QuotaKey LOAD_BALANCERS = new QuotaKey("services.loadbalancers");

  public QuotaKey {
    name = SYNONYMS.getOrDefault(name, name);
  }

  /** The key for the storage of one StorageClass, in bytes. */
  public static QuotaKey storageOf(String storageClass) {
    return new QuotaKey(storageClass + STORAGE_OF_CLASS);
  }

  /** Units of this key in one Kubernetes unit: 1000 (millicores) for CPU, else 1. */
  public int unitsPerOne() {
    return CPU.contains(name) ? 1000 : 1;
  }

  /** Smallest step in which an amount of this key is shared out: 10 millicores, 1 MiB or 1. */
  public long quantum() {
    if (unitsPerOne() == 1000) {
      return 10;
    }
    return isBytes() ? MEBIBYTE : 1;
  }

  /** Whether the amount is in bytes. */
  public boolean isBytes() {
    return BYTES.contains(name) || name.endsWith(STORAGE_OF_CLASS);
  }

  /**
   * Whether nobody but a tenant can have used any of this in a namespace that was just created: the
   * control plane itself puts a ServiceAccount and a ConfigMap into each namespace.
   */
  public boolean isZeroInNewNamespace() {
    return !name.startsWith("count/")
        && !Set.of("configmaps", "secrets", "resourcequotas").contains(name);
  }

  @Override
  public int compareTo(QuotaKey other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
