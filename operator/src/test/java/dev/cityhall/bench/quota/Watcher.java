package dev.cityhall.bench.quota;

import dev.cityhall.quota.NativeQuota;

/**
 * Is told what the store's {@link History} says about its namespaces, in the order of revisions.
 */
public interface Watcher {

  /** Whether the namespace is one of its own. */
  boolean has(String namespace);

  /** A pod was created or changed. */
  void stored(Ledger.Pod pod, long revision);

  /** A pod is there no more. */
  void gone(Ledger.Pod pod, long revision);

  /**
   * A native quota was created, changed or, if it is absent, deleted.
   *
   * @param counter who last changed what it counts of pods
   */
  void stored(String namespace, NativeQuota quota, long revision, String counter);
}
