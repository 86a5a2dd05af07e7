package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** That a bench, which stops on SIGTERM, still does so after it has installed the chart. */
class ChartApartTest {

  private static final int STATUS_OF_SIGTERM = 128 + 15;

  @Test
  void aJvmThatHadTheChartRenderedApartStillEndsOnSigterm() throws Exception {
    var jvm = renderer();
    try {
      var lines =
          new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("rendered");

      jvm.toHandle().destroy();

      assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).as("it heard SIGTERM").isTrue();
      assertThat(jvm.exitValue()).isEqualTo(STATUS_OF_SIGTERM);
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static Process renderer() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            Renderer.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Renders the chart, says so, and goes on until it is stopped. */
  static final class Renderer {

    public static void main(String[] arguments) throws InterruptedException {
      var count = Chart.renderApart().size();
      System.out.println(count > 0 ? "rendered" : "nothing");
      new CountDownLatch(1).await();
    }

    private Renderer() {}
  }
}
