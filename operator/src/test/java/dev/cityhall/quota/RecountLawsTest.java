package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RecountLawsTest {

  private static final List<QuotaKey> KEYS =
      List.of(QuotaKey.PODS, new QuotaKey("requests.cpu"), new QuotaKey("services"));

  @Provide
  static Arbitrary<Amounts> amounts() {
    return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.longs().between(0, 20))
        .ofMaxSize(KEYS.size())
        .map(Amounts::of);
  }

  @Property
  void neverRaisesAndKeepsTheKeys(
      @ForAll("amounts") Amounts used,
      @ForAll("amounts") Amounts live,
      @ForAll("amounts") Amounts rises,
      @ForAll("amounts") Amounts adds) {
    var recounted = Recount.of(used, live, rises, adds);

    assertThat(recounted.keys()).isEqualTo(used.keys());
    assertThat(recounted.fitsIn(used)).isTrue();
  }

  @Property
  void neverGoesBelowTheLivePods(
      @ForAll("amounts") Amounts used,
      @ForAll("amounts") Amounts live,
      @ForAll("amounts") Amounts rises,
      @ForAll("amounts") Amounts adds) {
    var recounted = Recount.of(used, live, rises, adds);

    for (var key : used.keys()) {
      assertThat(recounted.orZero(key))
          .isGreaterThanOrEqualTo(Math.min(used.orZero(key), live.orZero(key)));
    }
  }

  @Property
  void aSecondRecountOfTheSameChangesNothing(
      @ForAll("amounts") Amounts used,
      @ForAll("amounts") Amounts live,
      @ForAll("amounts") Amounts rises,
      @ForAll("amounts") Amounts adds) {
    var once = Recount.of(used, live, rises, adds);

    assertThat(Recount.of(once, live, rises, adds)).isEqualTo(once);
  }

  /** Creates that are stored or fail, deletions, a pod watch behind, recounts: in any order. */
  @Property(tries = 300)
  void neverBelowTheTruthWhateverThePodWatchHasNotSeen(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 20) int hard) {
    var world = new Namespace(hard);
    for (var step = 0; step < 200; step++) {
      world.act(random);
      assertThat(world.used).as("%s", world).isGreaterThanOrEqualTo(world.stored + world.onTheWay);
    }
  }

  /** One namespace, and a reader that sees each change of the quota at once and pods late. */
  private static final class Namespace {
    private final int hard;
    private final List<Integer> unseen = new ArrayList<>();
    private int used;
    private int stored;
    private int onTheWay;
    private int live;
    private int rises;
    private int adds;

    Namespace(int hard) {
      this.hard = hard;
    }

    void act(Random random) {
      switch (random.nextInt(6)) {
        case 0 -> charge(Math.min(hard - used, random.nextInt(3)));
        case 1 -> store(Math.min(onTheWay, 1));
        case 2 -> onTheWay -= random.nextInt(4) == 0 ? Math.min(onTheWay, 1) : 0;
        case 3 -> delete(Math.min(stored, 1));
        case 4 -> see();
        default -> used = recount();
      }
    }

    private void charge(int count) {
      used += count;
      onTheWay += count;
      rises += count;
    }

    private void store(int count) {
      onTheWay -= count;
      stored += count;
      unseen.add(count);
    }

    private void delete(int count) {
      stored -= count;
      unseen.add(-count);
    }

    private void see() {
      if (!unseen.isEmpty()) {
        var event = unseen.remove(0);
        live += event;
        adds += Math.max(0, event);
      }
    }

    private int recount() {
      return (int)
          Recount.of(pods(used), pods(live), pods(rises), pods(adds)).orZero(QuotaKey.PODS);
    }

    private static Amounts pods(long count) {
      return Amounts.of(QuotaKey.PODS, count);
    }

    @Override
    public String toString() {
      return "used %d, stored %d, on the way %d".formatted(used, stored, onTheWay);
    }
  }
}
