package dev.cityhall.bench.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the JVM of a contender is started.
 *
 * @param flags of the JVM, without the class path
 */
public record Jvm(List<String> flags, String classPath) {

  /** The command line up to the main class; the process ends with the thread that starts it. */
  public List<String> command() {
    var command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  public Jvm with(List<String> more) {
    var all = new ArrayList<>(flags);
    all.addAll(more);
    return new Jvm(List.copyOf(all), classPath);
  }
}
