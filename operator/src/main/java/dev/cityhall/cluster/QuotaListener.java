package dev.cityhall.cluster;

import dev.cityhall.measure.Amounts;
import java.time.Instant;

/** Is told of native quotas in the order of the API server, by one thread at a time. */
public interface QuotaListener {

  /**
   * A version of a namespace's quota; each is told, except before {@link #restarted()}.
   *
   * @param used {@code status.used}
   * @param writtenAt when the API server wrote it last, in whole seconds
   */
  void seen(String namespace, long version, Amounts used, Instant writtenAt);

  /** The quota of a namespace went. */
  void gone(String namespace);

  /** The quotas are about to be listed anew: versions may have passed that nobody saw. */
  void restarted();
}
