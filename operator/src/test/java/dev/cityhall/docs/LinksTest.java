package dev.cityhall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksTest {

  @TempDir private static Path scratch;

  @Test
  void everyLinkOfTheRepositoryLeadsSomewhere() {
    assertThat(brokenBelow(Documents.REPOSITORY)).isEmpty();
  }

  @Test
  void everyPageOfTheDocumentationIsReachedFromTheReadme() {
    var pages = Documents.markdownBelow(Documents.REPOSITORY.resolve("docs"));

    assertThat(reachedFrom(Documents.REPOSITORY.resolve("README.md"))).containsAll(pages);
  }

  @ParameterizedTest
  @CsvSource({
    "[a](there.md), ''",
    "[a](there.md#a-heading-with-code-and-more), ''",
    "[a](#here), ''",
    "[a](https://example.gov/none), ''",
    "`[a](gone.md)`, ''",
    "[a](gone.md), gone.md",
    "![a](gone.png), gone.png",
    "<img src=\"gone.svg\">, gone.svg",
    "[a]: gone.md, gone.md",
    "[a](there.md#gone), there.md#gone",
    "[a](#gone), #gone",
    "[a](../../../../../../etc/hostname), ../../../../../../etc/hostname",
  })
  void tellsABrokenLinkFromASoundOne(String line, String broken) throws IOException {
    Files.writeString(scratch.resolve("there.md"), "## A heading: with `code`, and more\n");
    Files.writeString(scratch.resolve("page.md"), "# Here\n\n" + line + "\n");

    assertThat(brokenBelow(scratch))
        .isEqualTo(broken.isEmpty() ? List.of() : List.of("page.md: " + broken));
  }

  private static List<String> brokenBelow(Path root) {
    var broken = new ArrayList<String>();
    for (var file : Documents.markdownBelow(root)) {
      for (var link : Documents.links(file)) {
        if (isOurs(link) && !leadsSomewhere(root, file, link)) {
          broken.add(root.relativize(file) + ": " + link);
        }
      }
    }
    return broken;
  }

  private static boolean isOurs(String link) {
    return !link.matches("[a-z][a-z0-9+.-]*:.*");
  }

  private static boolean leadsSomewhere(Path root, Path file, String link) {
    var target = target(file, link);
    if (!target.startsWith(root) || !Files.exists(target)) {
      return false;
    }
    var hash = link.indexOf('#');
    return hash < 0 || Documents.anchors(target).contains(link.substring(hash + 1));
  }

  private static Path target(Path file, String link) {
    var path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? file : file.resolveSibling(path).normalize();
  }

  /** The Markdown files that one gets to by links, from this one on. */
  private static Set<Path> reachedFrom(Path start) {
    var reached = new LinkedHashSet<Path>();
    var open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      var file = open.poll();
      if (reached.add(file)) {
        pagesLinkedFrom(file).forEach(open::add);
      }
    }
    return reached;
  }

  private static Stream<Path> pagesLinkedFrom(Path file) {
    return Documents.links(file).stream()
        .filter(LinksTest::isOurs)
        .map(link -> target(file, link))
        .map(target -> Files.isDirectory(target) ? target.resolve("README.md") : target)
        .filter(target -> target.toString().endsWith(".md") && Files.exists(target));
  }
}
