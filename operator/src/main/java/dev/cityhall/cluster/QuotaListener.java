package dev.cityhall.cluster;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.util.Set;

/** Is told of native quotas in the order of the API server, by one thread at a time. */
public interface QuotaListener {

  /**
   * A version of a quota; each is told, except before {@link #restarted()}.
   *
   * @param used {@code status.used}
   * @param counted keys of {@code used} that were last changed by a count, and not by a charge
   * @param writtenAt when the API server wrote it last, in whole seconds
   */
  void seen(Ref quota, long version, Amounts used, Set<QuotaKey> counted, Instant writtenAt);

  /** A quota went. */
  void gone(Ref quota);

  /** The quotas are about to be listed anew: versions may have passed that nobody saw. */
  void restarted();
}
