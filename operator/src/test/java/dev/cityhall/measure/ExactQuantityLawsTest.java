package dev.cityhall.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class ExactQuantityLawsTest {

  private static final String[] SUFFIXES = {
    "", "m", "k", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "M", "n", "e3", ".5"
  };

  @Property
  void theShortWayReadsWhatTheExactOneReads(
      @ForAll @LongRange(min = 0) long number, @ForAll int any, @ForAll boolean isCpu) {
    var text = number + SUFFIXES[Math.floorMod(any, SUFFIXES.length)];
    var unitsPerOne = isCpu ? 1000 : 1;

    var simple = ExactQuantity.simple(text, unitsPerOne);

    var exact =
        ExactQuantity.of(text)
            .orElseThrow()
            .multiply(BigDecimal.valueOf(unitsPerOne))
            .setScale(0, RoundingMode.DOWN);
    simple.ifPresent(units -> assertThat(BigDecimal.valueOf(units)).isEqualByComparingTo(exact));
  }

  @Property
  void theShortWayWritesWhatTheExactOneWrites(
      @ForAll @LongRange(min = 0) long number, @ForAll int any) {
    var text = number + SUFFIXES[Math.floorMod(any, SUFFIXES.length)];

    var exact = ExactQuantity.of(text).orElseThrow().stripTrailingZeros().toPlainString();
    assertThat(ExactQuantity.plain(text)).contains(exact);
  }

  @Property
  void theShortWayReadsNoOtherText(@ForAll @StringLength(max = 8) String text) {
    if (ExactQuantity.of(text).isEmpty()) {
      assertThat(ExactQuantity.simple(text, 1)).isEmpty();
    }
  }
}
