package dev.cityhall.bench.machine;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Figures without the digits that mean nothing. */
public final class Rounded {

  public static double to(int decimals, double figure) {
    return BigDecimal.valueOf(figure).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }

  private Rounded() {}
}
