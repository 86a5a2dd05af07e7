package dev.cityhall.arch;

import java.util.List;
import java.util.stream.Stream;

/** The rooms below a root package, lowest first; a room may use only those below it. */
final class Rooms {

  static final List<String> LOWEST_FIRST =
      List.of("measure", "api", "condition", "cluster", "quota", "tenant", "report", "cli", "boot");

  /** Rooms that are pure as a whole. */
  static final List<String> PURE = List.of("measure", "condition");

  /** In every other room: classes whose name ends so are pure. */
  static final List<String> PURE_CLASSES =
      List.of(
          "Plan",
          "Judge",
          "EvenShares",
          "BoundRule",
          "Targets",
          "Wall",
          "NamespaceObjects",
          "Names");

  /** Patterns of the packages of the rooms above. */
  static String[] above(String root, String room) {
    return LOWEST_FIRST.stream()
        .skip(LOWEST_FIRST.indexOf(room) + 1)
        .map(higher -> pattern(root, higher))
        .toArray(String[]::new);
  }

  /** Patterns of all rooms. */
  static String[] all(String root) {
    return Stream.concat(Stream.of(root), LOWEST_FIRST.stream().map(room -> pattern(root, room)))
        .toArray(String[]::new);
  }

  static String pattern(String root, String room) {
    return root + "." + room + "..";
  }

  private Rooms() {}
}
