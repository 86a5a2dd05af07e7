package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.quota.Epochs.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochsTest {

  @Test
  void aHigherEpochStopsALeaderWhateverElseItFinds() {
    assertThat(Epochs.next(2, List.of(1L, 2L, 3L))).isEqualTo(Step.STOP);
    assertThat(Epochs.next(2, List.of(3L))).isEqualTo(Step.STOP);
  }

  @Test
  void aLeaderStampsWhileOneQuotaCarriesALowerEpochOrNone() {
    assertThat(Epochs.next(2, List.of(2L, 1L))).isEqualTo(Step.STAMP);
    assertThat(Epochs.next(2, List.of(0L, 2L))).isEqualTo(Step.STAMP);
  }

  @Test
  void aLeaderRaisesWhenEveryQuotaCarriesItsEpoch() {
    assertThat(Epochs.next(2, List.of(2L, 2L))).isEqualTo(Step.RAISE);
  }

  @Test
  void aDepartmentWithoutQuotasHasNothingToStamp() {
    assertThat(Epochs.next(2, List.of())).isEqualTo(Step.RAISE);
  }
}
