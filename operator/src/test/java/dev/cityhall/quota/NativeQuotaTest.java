package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeQuotaTest {

  private static final Amounts HARD = pods(5);

  @Test
  void podsThatSomebodysRecountForgotCountAllTheSame() {
    var forgotten = new NativeQuota(HARD, HARD, pods(2), 7);

    assertThat(forgotten.withAtLeast(pods(4))).isEqualTo(new NativeQuota(HARD, HARD, pods(4), 7));
    assertThat(forgotten.withAtLeast(pods(6)).bound(QuotaKey.PODS)).isEqualTo(6);
  }

  @Test
  void aUseOfPodsThatAreNotSeenYetStays() {
    var ahead = new NativeQuota(HARD, HARD, pods(4));

    assertThat(ahead.withAtLeast(pods(1))).isEqualTo(ahead);
  }

  @Test
  void keysThatTheQuotaDoesNotCountStayOut() {
    var quota = new NativeQuota(HARD, HARD, pods(2));
    var live = Amounts.of(Map.of(QuotaKey.PODS, 2L, new QuotaKey("requests.cpu"), 500L));

    assertThat(quota.withAtLeast(live)).isEqualTo(quota);
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
