package dev.cityhall.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The Markdown files of a repository, their headings and their links, read as GitHub reads them.
 */
final class Documents {

  /** The repository, seen from the module's folder, in which Maven runs the tests. */
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
  private static final Pattern HEADING = Pattern.compile("^(#{1,6})\\s+(.*?)\\s*#*$");
  private static final Pattern NAMED = Pattern.compile("<a\\s+(?:id|name)=\"([^\"]+)\"");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
  private static final Pattern DEFINED = Pattern.compile("^\\s{0,3}\\[[^\\]]+\\]:\\s*<?(\\S+?)>?$");
  private static final Pattern IN_HTML = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  /** Every Markdown file below the folder, but for what is built or hidden. */
  static List<Path> markdownBelow(Path folder) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
              var name = entered.getFileName().toString();
              var skipped = !entered.equals(folder) && isNotOurs(name);
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".md")) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  private static boolean isNotOurs(String folder) {
    return folder.startsWith(".") || NOT_OURS.contains(folder);
  }

  /** Where the links of a file lead, as written, in their order; none from within code. */
  static List<String> links(Path file) {
    var links = new ArrayList<String>();
    for (var line : prose(file)) {
      var text = line.replaceAll("`[^`]*`", "``");
      for (var pattern : List.of(LINK, DEFINED, IN_HTML)) {
        pattern.matcher(text).results().forEach(match -> links.add(match.group(1)));
      }
    }
    return links;
  }

  /** What may follow {@code #} in a link to the file. */
  static Set<String> anchors(Path file) {
    var anchors = new LinkedHashSet<String>();
    var seen = new HashMap<String, Integer>();
    for (var line : prose(file)) {
      NAMED.matcher(line).results().forEach(match -> anchors.add(match.group(1)));
      var heading = HEADING.matcher(line);
      if (heading.matches()) {
        var slug = slug(heading.group(2));
        var earlier = seen.merge(slug, 1, Integer::sum) - 1;
        anchors.add(earlier == 0 ? slug : slug + "-" + earlier);
      }
    }
    return anchors;
  }

  /** GitHub's name for a heading: lower case, hyphens for blanks, no punctuation. */
  static String slug(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M}_\\- ]", "")
        .replace(' ', '-');
  }

  /** The lines of a file outside fenced code. */
  static List<String> prose(Path file) {
    var lines = new ArrayList<String>();
    var fence = "";
    for (var line : lines(file)) {
      var start = line.stripLeading();
      var mark = start.startsWith("```") ? "```" : start.startsWith("~~~") ? "~~~" : "";
      if (fence.isEmpty() && mark.isEmpty()) {
        lines.add(line);
      } else if (fence.isEmpty()) {
        fence = mark;
      } else if (fence.equals(mark)) {
        fence = "";
      }
    }
    return lines;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Documents() {}
}
