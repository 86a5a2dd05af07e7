package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private final StringWriter printed = new StringWriter();

  @Test
  void writesProgressOverAndOverInATerminal() {
    var screen = new Screen(new PrintWriter(printed), true);

    screen.progress("1 of 2");
    screen.progress("2 of 2");
    screen.say("ready");

    assertThat(printed).hasToString("\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[Kready\n");
  }

  @Test
  void writesProgressAsPlainLinesNowAndThenElsewhere() {
    var screen = new Screen(new PrintWriter(printed), false);

    screen.progress("1 of 3");
    screen.progress("2 of 3");
    screen.say("ready");
    screen.progress("3 of 3");

    assertThat(printed).hasToString("1 of 3\nready\n3 of 3\n");
  }

  @Test
  void doesNotRepeatWhatStandsThere() {
    var screen = new Screen(new PrintWriter(printed), true);

    screen.progress("1 of 2");
    screen.progress("1 of 2");

    assertThat(printed).hasToString("\r\u001b[K1 of 2");
  }
}
