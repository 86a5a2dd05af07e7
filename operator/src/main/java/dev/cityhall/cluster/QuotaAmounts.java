package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.Amounts;
import java.util.HashMap;

/**
 * The amounts of a native ResourceQuota.
 *
 * @param hard {@code spec.hard}
 * @param enforced {@code status.hard}; none until acknowledged
 * @param used {@code status.used}
 */
public record QuotaAmounts(Amounts hard, Amounts enforced, Amounts used) {

  static final QuotaAmounts NONE = new QuotaAmounts(Amounts.NONE, Amounts.NONE, Amounts.NONE);

  static QuotaAmounts of(JsonNode quota) {
    return new QuotaAmounts(
        amounts(quota.at("/spec/hard")),
        amounts(quota.at("/status/hard")),
        amounts(quota.at("/status/used")));
  }

  private static Amounts amounts(JsonNode quantities) {
    var texts = new HashMap<String, String>();
    quantities.properties().forEach(f -> texts.put(f.getKey(), f.getValue().asText()));
    return Amounts.parseTexts(texts);
  }
}
