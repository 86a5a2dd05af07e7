package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecountTest {

  private static final QuotaKey CPU = new QuotaKey("requests.cpu");
  private static final QuotaKey SERVICES = new QuotaKey("services");

  @Test
  void podsThatAreGoneGiveTheirRoomBack() {
    var recounted = Recount.of(pods(10), pods(7), pods(20), pods(20));

    assertThat(recounted).isEqualTo(pods(7));
  }

  @Test
  void chargesThatHaveNoPodYetStayCounted() {
    var recounted = Recount.of(pods(10), pods(7), pods(22), pods(20));

    assertThat(recounted).isEqualTo(pods(9));
  }

  @Test
  void podsAddedBeforeTheirChargesAreSeenDoNotCountAgainstOthers() {
    var recounted = Recount.of(pods(10), pods(7), pods(20), pods(25));

    assertThat(recounted).isEqualTo(pods(7));
  }

  @Test
  void aRecountNeverRaises() {
    var recounted = Recount.of(pods(3), pods(7), pods(1), pods(0));

    assertThat(recounted).isEqualTo(pods(3));
  }

  @Test
  void theLastPodGivesBackTheLastRoomIfItsKeyIsNamed() {
    assertThat(Recount.of(pods(1), pods(0), Amounts.NONE, Amounts.NONE)).isEqualTo(pods(0));
    assertThat(Recount.of(pods(1), Amounts.NONE, Amounts.NONE, Amounts.NONE)).isEqualTo(pods(1));
  }

  @Test
  void keysThatNoPodIsChargedForStayAsTheyAre() {
    var used = Amounts.of(Map.of(QuotaKey.PODS, 5L, CPU, 900L, SERVICES, 4L));
    var live = Amounts.of(Map.of(QuotaKey.PODS, 2L, CPU, 300L));
    var rises = Amounts.of(CPU, 100);

    var recounted = Recount.of(used, live, rises, Amounts.NONE);

    assertThat(recounted).isEqualTo(Amounts.of(Map.of(QuotaKey.PODS, 2L, CPU, 400L, SERVICES, 4L)));
  }

  @Test
  void aKeyThatTheQuotaDoesNotCountIsNotAdded() {
    var live = Amounts.of(Map.of(QuotaKey.PODS, 2L, CPU, 300L));

    assertThat(Recount.of(pods(5), live, Amounts.NONE, Amounts.NONE)).isEqualTo(pods(2));
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
