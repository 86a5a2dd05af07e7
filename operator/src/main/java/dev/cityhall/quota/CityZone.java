package dev.cityhall.quota;

import dev.cityhall.api.CitySpec;
import java.time.ZoneId;
import java.util.Optional;

/** The time zone of the city's days. */
public final class CityZone {

  /** What a City without time zone has, as its schema says. */
  public static final ZoneId USUAL = ZoneId.of("Asia/Shanghai");

  /** The City's zone; empty if the IANA time zone database has none of this name. */
  public static Optional<ZoneId> of(CitySpec city) {
    if (city.timeZone() == null) {
      return Optional.of(USUAL);
    }
    return ZoneId.getAvailableZoneIds().contains(city.timeZone())
        ? Optional.of(ZoneId.of(city.timeZone()))
        : Optional.empty();
  }

  private CityZone() {}
}
