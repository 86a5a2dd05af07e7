package dev.cityhall.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo tells what happens. Progress is one line that is written over and over in a
 * terminal; elsewhere it is a plain line, every few seconds.
 */
final class Screen {

  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(2);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean isTerminal;
  private String progress = "";
  private @Nullable Stopwatch sincePlainLine;

  Screen(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** A line that stays; it takes the place of the progress. */
  void say(String line) {
    if (!progress.isEmpty() && isTerminal) {
      out.print(CLEAR_LINE);
    }
    progress = "";
    sincePlainLine = null;
    out.println(line);
    out.flush();
  }

  /** How far it has come. */
  void progress(String line) {
    if (line.equals(progress)) {
      return;
    }
    if (isTerminal) {
      progress = line;
      out.print(CLEAR_LINE + line);
      out.flush();
    } else if (sincePlainLine == null || sincePlainLine.isPast(BETWEEN_PLAIN_LINES)) {
      progress = line;
      sincePlainLine = new Stopwatch();
      out.println(line);
      out.flush();
    }
  }
}
