package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as the API server 1.36 words them. */
class RefusalTest {

  private static final String CREATING =
      "Error creating: pods \"web-5d9c-x2x7p\" is forbidden: exceeded quota: ";

  @Test
  void oneKeyIsRead() {
    var requested =
        requested(
            CREATING + "cityhall, requested: pods=1, used: pods=10, limited: pods=10", "cityhall");

    assertThat(requested).contains(Amounts.of(QuotaKey.PODS, 1));
  }

  @Test
  void severalKeysAreReadWithTheirUnits() {
    var requested =
        requested(
            CREATING
                + "cityhall, requested: limits.cpu=1500m,pods=1,requests.memory=1Gi, used:"
                + " limits.cpu=4,pods=2,requests.memory=2Gi, limited:"
                + " limits.cpu=5,pods=2,requests.memory=2Gi",
            "cityhall");

    assertThat(requested)
        .contains(
            Amounts.parseTexts(
                Map.of("limits.cpu", "1500m", "pods", "1", "requests.memory", "1Gi")));
  }

  @Test
  void repetitionsThatTheRecorderPutTogetherAreRead() {
    var requested =
        requested(
            "(combined from similar events): "
                + CREATING
                + "cityhall, requested: pods=1, used: pods=10, limited: pods=10",
            "cityhall");

    assertThat(requested).contains(Amounts.of(QuotaKey.PODS, 1));
  }

  @Test
  void theQuotaThatIsExceededIsNamed() {
    var exceeded =
        Refusal.exceeded(
            CREATING + "cityhall-priority-low, requested: pods=1, used: pods=1, limited: pods=1",
            name -> name.startsWith("cityhall"));

    assertThat(exceeded.orElseThrow().quota()).isEqualTo("cityhall-priority-low");
  }

  private static Optional<Amounts> requested(String message, String quota) {
    return Refusal.exceeded(message, quota::equals).map(Refusal.Exceeded::requested);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Error creating: pods \"a\" is forbidden: exceeded quota: cityhall",
        "exceeded quota: own, requested: pods=1, used: pods=1, limited: pods=1",
        "exceeded quota: cityhall-2, requested: pods=1, used: pods=1, limited: pods=1",
        "exceeded quota: cityhall, requested: pods, used: pods=1, limited: pods=1",
        "exceeded quota: cityhall, requested: pods=many, used: pods=1, limited: pods=1",
        "exceeded quota: cityhall, requested: , used: pods=1, limited: pods=1",
        "failed quota: cityhall: must specify limits.cpu for: main; requests.memory for: main",
        "pods \"a\" is forbidden: violates PodSecurity \"restricted:v1.36\": privileged"
      })
  void otherMessagesAreNone(String message) {
    assertThat(requested(message, "cityhall")).isEmpty();
  }
}
