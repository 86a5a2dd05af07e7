package dev.cityhall.cluster;

/** Is told of pods in the order of the API server, by one thread at a time; must not block. */
public interface PodListener {

  /** A pod came. */
  void added(PodDigest pod);

  /** A pod changed; each of its versions is told, except before {@link #restarted()}. */
  void changed(PodDigest before, PodDigest after);

  /** A pod went; as it was known last. */
  void gone(PodDigest pod);

  /**
   * The pods were listed anew, at the start or because the watch was lost, and what the list
   * changed has been told. Pods may have come and gone, and versions passed, that nobody saw.
   */
  void restarted();
}
