package dev.cityhall.bench.quota;

import dev.cityhall.measure.Amounts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** The pods of the load; the first letter of a pod's name says its size. */
public enum PodSize {
  SMALL(50, 32),
  MEDIUM(100, 64),
  LARGE(150, 96);

  private final int millicores;
  private final int mebibytes;
  private final Amounts amounts;

  PodSize(int millicores, int mebibytes) {
    this.millicores = millicores;
    this.mebibytes = mebibytes;
    this.amounts = amounts(1, millicores, mebibytes);
  }

  /** What so many pods of the middle size are charged. */
  public static Amounts ofMedium(long pods) {
    return amounts(pods, pods * MEDIUM.millicores, pods * MEDIUM.mebibytes);
  }

  private static Amounts amounts(long pods, long millicores, long mebibytes) {
    return Amounts.parse(
        Map.of(
            "pods", new Quantity(Long.toString(pods)),
            "requests.cpu", new Quantity(millicores + "m"),
            "limits.cpu", new Quantity(2 * millicores + "m"),
            "requests.memory", new Quantity(mebibytes + "Mi"),
            "limits.memory", new Quantity(2 * mebibytes + "Mi")));
  }

  /** What one pod is charged. */
  public Amounts amounts() {
    return amounts;
  }

  /** What so many pods are charged. */
  public Amounts of(long pods) {
    return amounts(pods, pods * millicores, pods * mebibytes);
  }

  public String podName(long number) {
    return name().toLowerCase(java.util.Locale.ROOT).charAt(0) + "-" + number;
  }

  public static PodSize ofPod(String name) {
    return switch (name.charAt(0)) {
      case 's' -> SMALL;
      case 'm' -> MEDIUM;
      case 'l' -> LARGE;
      default -> throw new IllegalArgumentException("not a pod of the load: " + name);
    };
  }

  /** The pod as JSON: no node takes it, and the standard has nothing against it. */
  public String json(String name) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{
    "automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,
    "securityContext":{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}},
    "containers":[{"name":"c","image":"i","resources":{
    "requests":{"cpu":"%dm","memory":"%dMi"},"limits":{"cpu":"%dm","memory":"%dMi"}},
    "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}
    """
        .formatted(name, millicores, mebibytes, 2 * millicores, 2 * mebibytes);
  }
}
