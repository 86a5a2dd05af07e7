package dev.cityhall.cluster;

import dev.cityhall.measure.Amounts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A pod that a controller could not create for want of quota.
 *
 * @param workload what waits: a ReplicaSet, StatefulSet or Job
 * @param quota name of the quota that it exceeds
 * @param requested what the pod asks for, only of the keys that were exceeded
 * @param at when it was refused last, by the controller's clock
 */
public record Refusal(Ref workload, String quota, Amounts requested, Instant at) {

  /**
   * What such a message says.
   *
   * @param quota name of the quota
   * @param requested what was asked for, only of the keys that were exceeded
   */
  record Exceeded(String quota, Amounts requested) {}

  private static final Pattern EXCEEDED =
      Pattern.compile("exceeded quota: ([^,]+), requested: ([^:]*), used: ");

  /**
   * Reads the message of a {@code FailedCreate} event, as the quota plugin of the API server words
   * it.
   *
   * @param quotas names of the quotas that are meant; refusals by others are not
   */
  static Optional<Exceeded> exceeded(String message, Predicate<String> quotas) {
    var match = EXCEEDED.matcher(message);
    if (!match.find() || !quotas.test(match.group(1))) {
      return Optional.empty();
    }
    var amounts = new LinkedHashMap<String, String>();
    for (var part : match.group(2).split(",", -1)) {
      var equals = part.indexOf('=');
      if (equals < 0) {
        return Optional.empty();
      }
      amounts.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
    }
    try {
      return Optional.of(new Exceeded(match.group(1), Amounts.parseTexts(amounts)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
