package dev.cityhall.tenant;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Reason;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proves that Pod Security refuses what it should in a namespace.
 *
 * <p>By a pod that breaks the standard, tried by dry run. Whether Pod Security works at all, and
 * with which level, one namespace of a department shows for all that carry the same labels. What is
 * left is whether a namespace is exempt by its name, and of that the API server warns when it
 * creates it (k8s.io/pod-security-admission, {@code ValidateNamespace}). So a namespace that was
 * born without a warning rests on the pod of a sibling; every other gets a pod of its own.
 */
final class StandardProof {

  private static final String POD_SECURITY = "pod-security.kubernetes.io/";
  private static final int PROBES = 5;

  private final ApiServer api;

  /** Namespaces by uid and labels in which the standard was seen to be enforced. */
  private final Set<String> proven = ConcurrentHashMap.newKeySet();

  StandardProof(ApiServer api) {
    this.api = api;
  }

  /** What the namespaces of a department learn of one another while they are made. */
  static final class Pass {

    /** By labels of Pod Security: whether the first namespace that carries them was proven. */
    private final Map<Map<String, String>, CompletableFuture<Boolean>> first =
        new ConcurrentHashMap<>();
  }

  /**
   * Returns if the standard is enforced in the namespace.
   *
   * @param isSilentlyNew whether it was created just now, and the API server warned of nothing
   * @throws Blocked if a pod that breaks the standard was not refused by it
   */
  void prove(NamespacePlan plan, Observed namespace, boolean isSilentlyNew, Pass pass) {
    var key = namespace.uid() + namespace.digest();
    if (proven.contains(key)) {
      return;
    }
    if (!isSilentlyNew || !isProvenBySibling(plan, pass)) {
      probe(plan);
    }
    proven.add(key);
  }

  /** Waits for the sibling that was first; the first of all proves itself, for the others too. */
  private boolean isProvenBySibling(NamespacePlan plan, Pass pass) {
    var mine = new CompletableFuture<Boolean>();
    var first = pass.first.putIfAbsent(podSecurity(plan), mine);
    if (first != null) {
      return first.join();
    }
    try {
      probe(plan);
      mine.complete(true);
      return true;
    } finally {
      mine.complete(false);
    }
  }

  private static Map<String, String> podSecurity(NamespacePlan plan) {
    var labels = new TreeMap<>(plan.namespace().getMetadata().getLabels());
    labels.keySet().removeIf(label -> !label.startsWith(POD_SECURITY));
    return labels;
  }

  private void probe(NamespacePlan plan) {
    var ref = new Ref(ObjectKind.POD, plan.name(), plan.probe().getMetadata().getName());
    var answer = "";
    for (var probe = 0; probe < PROBES; probe++) {
      try {
        Rights.soonGranted(() -> api.tryCreate(ref, api.tree(plan.probe())));
        answer = "it was accepted";
      } catch (ApiFailure.Refused e) {
        answer = String.valueOf(e.getMessage());
        if (answer.contains("violates PodSecurity")) {
          return;
        }
      }
    }
    throw new Blocked(
        Reason.STANDARD_NOT_ENFORCED,
        "a privileged pod in namespace %s should have been refused by Pod Security, but: %s. No access is given until it is; check that the PodSecurity admission plugin is on and does not exempt the namespace"
            .formatted(plan.name(), answer));
  }
}
