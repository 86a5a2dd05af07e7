package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorLogTest {

  @TempDir Path folder;

  @Test
  void showsTheLastLinesAsPeopleReadThem() throws IOException {
    var log =
        logOf(
            """
            {"timestamp":0,"level":"INFO","formattedMessage":"first"}
            {"timestamp":0,"level":"INFO","formattedMessage":"the operator works","throwable":null}
            {"timestamp":0,"level":"ERROR","formattedMessage":"no","throwable":{"className":"E","message":"why"}}
            """);

    assertThat(log.tail(2))
        .satisfiesExactly(
            line -> assertThat(line).endsWith(":00.000 INFO  the operator works"),
            line -> assertThat(line).endsWith(":00.000 ERROR no (E: why)"));
  }

  @Test
  void showsWhatIsNoEventAsItIs() throws IOException {
    var log = logOf("OpenJDK 64-Bit Server VM warning: something\n{\"a\":1}\n");

    assertThat(log.tail(9))
        .containsExactly("OpenJDK 64-Bit Server VM warning: something", "{\"a\":1}");
  }

  @Test
  void isEmptyBeforeTheOperatorStarts() {
    assertThat(new OperatorLog(folder.resolve("none")).tail(9)).isEmpty();
  }

  private OperatorLog logOf(String text) throws IOException {
    return new OperatorLog(Files.writeString(folder.resolve("operator.log"), text));
  }
}
