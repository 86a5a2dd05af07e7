package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the native pod evaluator charges for a pod, with the feature gates of Kubernetes 1.36 at
 * their defaults (in-place resize and pod-level resources on; resize of pod-level resources is not
 * looked at by the evaluator).
 *
 * <p>A pod has the keys of what it asks for, whether or not a quota names them: {@code pods},
 * {@code count/pods}, requests and limits of CPU, memory and ephemeral storage, {@code hugepages-*}
 * under both their names, and {@code requests.*} of extended resources.
 *
 * <p>The server adds exact quantities; here each pod is rounded up to whole millicores, bytes or
 * counts, so a sum of charges is never below the server's. It differs only where a pod asks for a
 * fraction of a byte, of which the server warns ({@code memory: 100m}), and then by less than one
 * byte a pod; the server itself rounds CPU up to millicores.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/quota/v1/evaluator/core/pods.go">PodUsageFunc</a>
 */
public final class PodCharge {

  private static final QuotaKey COUNT = new QuotaKey("count/pods");
  private static final QuotaKey CLAIMS = new QuotaKey("count/resourceclaims.resource.k8s.io");
  private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");
  private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");
  private static final String HUGE_PAGES = "hugepages-";
  private static final String REQUESTS = "requests.";
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  /** Longest domain of an extended resource that still is a name behind {@code requests.}. */
  private static final int LONGEST_DOMAIN = 253 - REQUESTS.length();

  /**
   * The charge of a pod as long as it is not overdue: a pod that has ended counts as {@code
   * count/pods} only. One that outlives its grace period is still charged here, which is never too
   * low; see {@link #isCharged}.
   */
  public static Amounts of(JsonNode pod) {
    var units = new TreeMap<QuotaKey, Long>();
    units.put(COUNT, 1L);
    if (!hasEnded(pod)) {
      units.put(QuotaKey.PODS, 1L);
      PodResources.requests(pod).forEach((name, amount) -> putRequest(units, name, amount));
      PodResources.limits(pod).forEach((name, amount) -> putLimit(units, name, amount));
    }
    return Amounts.of(units);
  }

  /** The charge of a pod at a time: {@code count/pods} only, if it {@link #isCharged} no more. */
  public static Amounts of(JsonNode pod, Instant now) {
    return isCharged(pod, now) ? of(pod) : Amounts.of(COUNT, 1);
  }

  /**
   * Whether the pod is charged for more than its existence: it has not ended, and if it is being
   * deleted, its grace period, counted from the deletion time, is not over.
   */
  public static boolean isCharged(JsonNode pod, Instant now) {
    return !hasEnded(pod) && !isOverdue(pod.path("metadata"), now);
  }

  /** Keys of a use under which pods are charged, whoever else is. */
  public static Set<QuotaKey> keysOfPods(Amounts used) {
    return used.keys().stream()
        .filter(key -> isOfPodsAlone(key) || isExtended(key))
        .collect(Collectors.toSet());
  }

  /**
   * Keys of a use that is the charges of pods and of nothing else.
   *
   * <p>Under the name of an extended resource ResourceClaims may be charged as well. A claim is
   * charged by the same write as one of {@code count/resourceclaims.resource.k8s.io}, so where the
   * quota limits these too, and has none, there is no claim.
   *
   * @see <a
   *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/5004-dra-extended-resource">KEP-5004</a>
   */
  public static Set<QuotaKey> keysOfPodsAlone(Amounts used) {
    var hasNoClaim = used.has(CLAIMS) && used.orZero(CLAIMS) == 0;
    return used.keys().stream()
        .filter(key -> isOfPodsAlone(key) || (hasNoClaim && isExtended(key)))
        .collect(Collectors.toSet());
  }

  private static boolean isOfPodsAlone(QuotaKey key) {
    var name = key.name();
    return key.equals(QuotaKey.PODS)
        || key.equals(COUNT)
        || name.startsWith(HUGE_PAGES)
        || name.startsWith(REQUESTS + HUGE_PAGES)
        || COMPUTE.contains(name.replaceFirst("^(requests|limits)\\.", ""));
  }

  private static boolean hasEnded(JsonNode pod) {
    return TERMINAL.contains(pod.at("/status/phase").asText());
  }

  private static boolean isOverdue(JsonNode metadata, Instant now) {
    if (!metadata.hasNonNull("deletionTimestamp")
        || !metadata.hasNonNull("deletionGracePeriodSeconds")) {
      return false;
    }
    var deletion = Instant.parse(metadata.path("deletionTimestamp").asText());
    return now.isAfter(deletion.plusSeconds(metadata.path("deletionGracePeriodSeconds").asLong()));
  }

  private static void putRequest(Map<QuotaKey, Long> units, String name, BigDecimal amount) {
    if (name.startsWith(HUGE_PAGES)) {
      put(units, name, amount);
    }
    if (COMPUTE.contains(name) || name.startsWith(HUGE_PAGES) || isExtended(name)) {
      put(units, REQUESTS + name, amount);
    }
  }

  private static void putLimit(Map<QuotaKey, Long> units, String name, BigDecimal amount) {
    if (COMPUTE.contains(name)) {
      put(units, "limits." + name, amount);
    }
  }

  private static void put(Map<QuotaKey, Long> units, String name, BigDecimal amount) {
    var key = new QuotaKey(name);
    var whole =
        amount
            .multiply(BigDecimal.valueOf(key.unitsPerOne()))
            .setScale(0, RoundingMode.CEILING)
            .min(MOST);
    units.put(key, whole.longValueExact());
  }

  private static boolean isExtended(QuotaKey key) {
    return key.name().startsWith(REQUESTS) && isExtended(key.name().substring(REQUESTS.length()));
  }

  /** Whether it is a resource that some vendor defined, such as {@code nvidia.com/gpu}. */
  private static boolean isExtended(String name) {
    return name.contains("/")
        && !name.contains("kubernetes.io/")
        && !name.startsWith(REQUESTS)
        && name.indexOf('/') <= LONGEST_DOMAIN;
  }

  private PodCharge() {}
}
