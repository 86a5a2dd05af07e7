package dev.cityhall.quota;

import dev.cityhall.api.CitySpec;
import dev.cityhall.measure.Amounts;
import java.util.Optional;

/** The city's capacity. */
public final class Pool {

  /** Pool times overcommit; empty if the City declares none. */
  public static Optional<Amounts> capacity(CitySpec city) {
    return city.pool().isEmpty()
        ? Optional.empty()
        : Optional.of(Amounts.parse(city.pool()).percent(city.overcommitPercent()));
  }

  private Pool() {}
}
