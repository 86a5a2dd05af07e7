package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.api.DepartmentQuotaStatus.Summary;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a department uses of its budget, as the status of its grants shows it. Pure.
 *
 * @param used use over all its namespaces, by key of the budget
 * @param headroom budget less use, by key of the budget; 0 where the use is more
 * @param summary the same in short
 */
public record UseSummary(Amounts used, Amounts headroom, Summary summary) {

  private static final double VISIBLE_PER_BUDGET = 100;
  private static final Summary NOTHING = new Summary(null, null, null, null);

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final QuotaKey MEMORY = new QuotaKey("requests.memory");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  /**
   * Figures of a department.
   *
   * @param budget sum of its grants in force
   * @param used sum of {@code status.used} over its native quotas
   */
  public static UseSummary of(Amounts budget, Amounts used) {
    var units = new TreeMap<QuotaKey, Long>();
    budget.keys().forEach(key -> units.put(key, used.orZero(key)));
    var charged = Amounts.of(units);
    var summary =
        new Summary(
            text(CPU, budget, charged),
            text(MEMORY, budget, charged),
            text(QuotaKey.STORAGE, budget, charged),
            text(QuotaKey.PODS, budget, charged));
    return new UseSummary(charged, budget.minus(charged), summary);
  }

  /** The same figures with only the given keys, such as those of one grant. */
  public UseSummary only(Set<QuotaKey> keys) {
    return new UseSummary(used.only(keys), headroom.only(keys), summary);
  }

  /**
   * Whether people would see a difference: by a hundredth of the budget or more in some key, or
   * that it has become full, or is so no longer.
   */
  public boolean isNewsAfter(
      Map<String, Quantity> usedBefore, Map<String, Quantity> headroomBefore, Amounts budget) {
    var earlier = Amounts.parse(usedBefore);
    var room = Amounts.parse(headroomBefore);
    if (!used.keys().equals(earlier.keys()) || !used.keys().equals(room.keys())) {
      return true;
    }
    return used.keys().stream()
        .anyMatch(
            key ->
                isVisible(key, earlier, used, budget)
                    || isVisible(key, room, headroom, budget)
                    || (room.orZero(key) == 0) != (headroom.orZero(key) == 0));
  }

  private static boolean isVisible(QuotaKey key, Amounts before, Amounts now, Amounts budget) {
    var change = Math.abs(before.orZero(key) - now.orZero(key));
    return change > 0 && change >= budget.orZero(key) / VISIBLE_PER_BUDGET;
  }

  /** The figures in short; null where the budget has none of them. */
  public @Nullable Summary summaryIfAny() {
    return summary.equals(NOTHING) ? null : summary;
  }

  /** The status with these figures in place of its own. */
  DepartmentQuotaStatus in(DepartmentQuotaStatus status) {
    return new DepartmentQuotaStatus(
        status.observedGeneration(),
        status.conditions(),
        status.granted(),
        used.toQuantities(),
        headroom.toQuantities(),
        summaryIfAny());
  }

  /**
   * Use over budget in the budget's unit, at most two decimals; use is rounded up and the budget
   * down, so that there never seems to be more room than there is.
   */
  private static @Nullable String text(QuotaKey key, Amounts budget, Amounts used) {
    if (!budget.has(key)) {
      return null;
    }
    var hard = budget.orZero(key);
    var power = key.isBytes() ? powerOf1024(hard) : 0;
    var unit = key.isBytes() ? KIBI.pow(power) : BigDecimal.valueOf(key.unitsPerOne());
    return rounded(used.orZero(key), unit, RoundingMode.UP)
        + "/"
        + rounded(hard, unit, RoundingMode.DOWN)
        + UNITS[power];
  }

  private static int powerOf1024(long bytes) {
    return bytes == 0 ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
  }

  private static String rounded(long amount, BigDecimal unit, RoundingMode rounding) {
    var decimals = BigDecimal.valueOf(amount).divide(unit, 2, rounding).stripTrailingZeros();
    return decimals.toPlainString();
  }
}
