package dev.cityhall.bench.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.bench.quota.Ledger.Pod;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bench must be able to see what it says that it looks for. */
class LedgerTest {

  private static final String A = "plain-01";
  private static final String B = "plain-02";

  /** Two namespaces of one pod each. */
  private final Ledger ledger = new Ledger(Side.plain(2, 1));

  @Test
  void seesPodsBeyondTheBudgetThoughEveryQuotaLooksRight() {
    quota(A, 1, 1, 1);
    quota(B, 1, 1, 1);
    ledger.stored(new Pod(A, "m-1"), 1);
    ledger.stored(new Pod(B, "m-2"), 2);
    assertThat(ledger.figures().isExact()).isTrue();

    ledger.stored(new Pod(B, "s-3"), 3);
    ledger.gone(new Pod(A, "m-1"), 4);
    ledger.stored(new Pod(A, "s-4"), 5);

    var figures = ledger.figures();
    assertThat(figures.isExact()).isFalse();
    assertThat(figures.real().get("pods")).isEqualTo(new Excess.Seen(2, 3, 2, 2));
    assertThat(figures.real().get("requests.cpu").most()).isEqualTo(250);
    assertThat(figures.namespaceAboveItsHard().most()).isEqualTo(1);
    assertThat(figures.notCharged().episodes()).isEqualTo(1);
    assertThat(figures.breaches()).hasSize(2).first().asString().contains("pod s-3 in plain-02");
  }

  @Test
  void seesRoomThatIsGivenBeforeItIsTaken() {
    quota(A, 1, 1, 0);
    quota(B, 1, 1, 0);

    quota(A, 0, 1, 0);
    quota(B, 2, 1, 0);

    assertThat(ledger.figures().bounds().get("pods").most()).isEqualTo(3);
    assertThat(ledger.figures().isExact()).isFalse();
    assertThat(ledger.figures().quotaMoves()).isEqualTo(4);
  }

  @Test
  void takesARefusalForFalseOnlyWhenThereWasRoomAllTheTime() {
    quota(A, 1, 1, 1);
    quota(B, 1, 1, 1);
    assertThat(ledger.hadRoomSince(PodSize.SMALL, System.nanoTime())).isFalse();

    var whileItWasFull = System.nanoTime();
    quota(B, 1, 1, 0);

    assertThat(ledger.hadRoomSince(PodSize.SMALL, whileItWasFull)).isFalse();
    assertThat(ledger.hadRoomSince(PodSize.SMALL, System.nanoTime())).isTrue();
    assertThat(ledger.hadRoomSince(PodSize.LARGE, System.nanoTime()))
        .as("one medium pod has left, so a large one does not fit")
        .isFalse();
  }

  @Test
  void givesNoPodToTwoDeleters() {
    ledger.stored(new Pod(A, "m-1"), 1);

    assertThat(ledger.takeAny(new Random(1))).contains(new Pod(A, "m-1"));
    assertThat(ledger.takeAny(new Random(1))).isEmpty();
    ledger.keep(new Pod(A, "m-1"));
    assertThat(ledger.takeAny(new Random(1))).isPresent();
  }

  private void quota(String namespace, int spec, int enforced, int used) {
    ledger.stored(namespace, new NativeQuota(pods(spec), pods(enforced), pods(used)), 0, "");
  }

  private static Amounts pods(int count) {
    return PodSize.ofMedium(count);
  }
}
