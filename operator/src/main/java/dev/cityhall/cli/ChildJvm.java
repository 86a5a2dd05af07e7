package dev.cityhall.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to start this program again beside this one. The child ends when the thread that started it
 * does, also by this JVM being killed; and it does not hear Ctrl-C, for the demo ends things in
 * order.
 */
final class ChildJvm {

  private static final List<String> LEASH =
      List.of("setpriv", "--pdeathsig", "KILL", "--", "setsid");
  private static final List<String> FLAGS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx268m", // what the image takes of the chart's 384Mi
          "-XX:+ExitOnOutOfMemoryError");

  /**
   * The command line.
   *
   * @param mainClass of this program
   * @param arguments its subcommand and what follows
   */
  static List<String> command(Class<?> mainClass, String... arguments) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var program = List.of("--class-path", System.getProperty("java.class.path"));
    var main = List.of(mainClass.getName());
    return Stream.of(LEASH, List.of(java), FLAGS, program, main, List.of(arguments))
        .flatMap(List::stream)
        .toList();
  }

  private ChildJvm() {}
}
