package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.quota.Epochs.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class EpochsLawsTest {

  @Provide
  static Arbitrary<List<Long>> epochs() {
    return Arbitraries.longs().between(0, 4).list().ofMaxSize(5);
  }

  @Property
  void ofTwoLeadersThatReadTheSameAtMostOneMayRaise(
      @ForAll @LongRange(min = 1, max = 4) long own,
      @ForAll @LongRange(min = 1, max = 4) long other,
      @ForAll("epochs") List<Long> found) {
    var bothRaise =
        Epochs.next(own, found) == Step.RAISE && Epochs.next(other, found) == Step.RAISE;

    assertThat(bothRaise).isEqualTo(found.isEmpty() || own == other && onlyOf(own, found));
  }

  @Property
  void whatALeaderStampsStopsEveryEarlierOne(
      @ForAll @LongRange(min = 2, max = 4) long own, @ForAll("epochs") List<Long> found) {
    var stamped = new ArrayList<>(found);
    stamped.add(own);

    assertThat(Epochs.next(own - 1, stamped)).isEqualTo(Step.STOP);
  }

  @Property
  void aLeaderThatIsNotStoppedRaisesAfterItsStamps(
      @ForAll @LongRange(min = 1, max = 4) long own, @ForAll("epochs") List<Long> found) {
    var stamped = found.stream().map(epoch -> Math.max(epoch, own)).toList();

    var expected = onlyOf(own, stamped) ? Step.RAISE : Step.STOP;

    assertThat(Epochs.next(own, stamped)).isEqualTo(expected);
  }

  @Property
  void theOrderOfTheQuotasDoesNotMatter(
      @ForAll @LongRange(min = 1, max = 4) long own,
      @ForAll("epochs") List<Long> found,
      @ForAll Random random) {
    var shuffled = new ArrayList<>(found);
    Collections.shuffle(shuffled, random);

    assertThat(Epochs.next(own, shuffled)).isEqualTo(Epochs.next(own, found));
  }

  private static boolean onlyOf(long own, List<Long> epochs) {
    return epochs.stream().allMatch(epoch -> epoch == own);
  }
}
