package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "finance, 7",
    "济南市财政局, 12",
    "12366 纳税服务系统, 18",
    "（试点）, 8",
    "𠮷, 2", // outside of the basic plane
    "한글, 4",
    "ｱ, 1", // half-width
    "Jürgen, 6",
    "e\u0301, 1", // a combining accent
    "·, 1",
  })
  void countsTheColumnsOfATerminal(String text, int columns) {
    assertThat(DisplayWidth.of(text)).isEqualTo(columns);
  }
}
