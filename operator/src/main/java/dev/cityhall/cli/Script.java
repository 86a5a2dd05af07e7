package dev.cityhall.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands of {@code dev/control-plane}, run from Java. Their messages go where ours go. */
final class Script {

  /**
   * Runs a command and passes the signal to end on to everything that it started. A session of its
   * own keeps Ctrl-C away: the demo alone hears it, and ends things in order.
   */
  private static final List<String> LEASH =
      List.of(
          "setpriv",
          "--pdeathsig",
          "TERM",
          "--",
          "setsid",
          "bash",
          "-c",
          "trap 'trap \"\" TERM; kill -TERM 0' TERM; \"$@\" & wait \"$!\"",
          "leash");

  /**
   * Runs it to its end; it ends early when the calling thread does.
   *
   * @return the last line of its output
   */
  static String run(Path script, List<String> arguments) {
    var command = new ArrayList<>(LEASH);
    command.add(script.toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var code = process.waitFor();
      if (code != 0) {
        throw new DemoFailure(
            "%s ended with status %d; it says above why".formatted(script.getFileName(), code));
      }
      return output.lines().reduce("", (earlier, line) -> line);
    } catch (IOException e) {
      throw new DemoFailure("cannot run " + script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while running " + script, e);
    }
  }

  private Script() {}
}
