package dev.cityhall.measure;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a Kubernetes quantity exactly; the client computes its largest suffixes as doubles.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public final class ExactQuantity {

  private static final Pattern QUANTITY =
      Pattern.compile(
          "([+-]?[0-9]+(?:\\.[0-9]*)?|[+-]?\\.[0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?(?:[eE]([+-]?[0-9]{1,3}))?");

  private static final Map<String, Integer> POWERS_OF_TEN =
      Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

  private static final Map<String, Integer> POWERS_OF_1024 =
      Map.of("Ki", 1, "Mi", 2, "Gi", 3, "Ti", 4, "Pi", 5, "Ei", 6);

  private static final int MOST_SIMPLE_DIGITS = 15;

  private static final int THOUSAND = 1000;

  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** The amount; empty if the text is no quantity. */
  public static Optional<BigDecimal> of(String text) {
    var match = QUANTITY.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(match.group(1));
    var suffix = match.group(2);
    if (match.group(3) != null) {
      number = number.scaleByPowerOfTen(Integer.parseInt(match.group(3)));
    }
    if (suffix == null) {
      return Optional.of(number);
    }
    return Optional.of(
        POWERS_OF_1024.containsKey(suffix)
            ? number.multiply(KIBI.pow(POWERS_OF_1024.getOrDefault(suffix, 0)))
            : number.scaleByPowerOfTen(POWERS_OF_TEN.getOrDefault(suffix, 0)));
  }

  /** The amount as a plain decimal number, one text for each amount; empty for no quantity. */
  public static Optional<String> plain(String text) {
    var thousandths = simple(text, THOUSAND);
    return thousandths.isPresent() && thousandths.get() % THOUSAND == 0
        ? Optional.of(Long.toString(thousandths.get() / THOUSAND))
        : of(text).map(exact -> exact.stripTrailingZeros().toPlainString());
  }

  /**
   * The usual spellings, 15 digits with {@code m}, a binary suffix or none, without the detour over
   * decimals.
   *
   * @param unitsPerOne units in which the result counts, per Kubernetes unit
   * @return whole units; empty for any other text and beyond {@code Long.MAX_VALUE}
   */
  static Optional<Long> simple(String text, int unitsPerOne) {
    var digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > MOST_SIMPLE_DIGITS) {
      return Optional.empty();
    }
    var number = Long.parseLong(text, 0, digits, 10) * unitsPerOne;
    var suffix = text.substring(digits);
    if (suffix.isEmpty()) {
      return Optional.of(number);
    }
    if (suffix.equals("m")) {
      return Optional.of(number / 1000);
    }
    var shift = 10 * POWERS_OF_1024.getOrDefault(suffix, 0);
    var shifted = number << shift;
    return shift > 0 && shifted >> shift == number && shifted >= 0
        ? Optional.of(shifted)
        : Optional.empty();
  }

  private ExactQuantity() {}
}
