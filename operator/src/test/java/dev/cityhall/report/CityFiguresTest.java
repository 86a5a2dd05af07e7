package dev.cityhall.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CitySpec;
import dev.cityhall.api.CityStatus;
import dev.cityhall.api.Condition;
import dev.cityhall.measure.Amounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CityFiguresTest {

  @Test
  void aZoneThatDoesNotExistWaitsForAPersonAndSaysWhatToDo() {
    var status = statusIn("Asia/Jinan");

    assertThat(condition(status, "TimeZoneKnown"))
        .returns("False", Condition::status)
        .returns("UnknownTimeZone", Condition::reason);
    assertThat(condition(status, "Ready").message())
        .isEqualTo(
            "spec.timeZone: Asia/Jinan is no name of the IANA time zone database, so hints of"
                + " grants do not count; correct it, such as Asia/Shanghai");
    assertThat(condition(status, "Stalled").status()).isEqualTo("True");
  }

  @Test
  void aZoneThatExistsIsReady() {
    for (var zone : List.of("Asia/Shanghai", "Asia/Urumqi", "Etc/GMT-8", "UTC")) {
      assertThat(condition(statusIn(zone), "Ready").status()).as(zone).isEqualTo("True");
    }
  }

  @Test
  void aCityWithoutZoneIsInTheUsualOne() {
    assertThat(condition(statusIn(null), "TimeZoneKnown").message())
        .isEqualTo("days are those of Asia/Shanghai");
  }

  private static CityStatus statusIn(@Nullable String zone) {
    var city = new CitySpec("济南市", zone, "CNY", Map.of(), Map.of(), List.of(), null, null);
    return new CityFigures(0, 0, 0, Amounts.NONE).status(null, 1, city, Instant.EPOCH);
  }

  private static Condition condition(CityStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
