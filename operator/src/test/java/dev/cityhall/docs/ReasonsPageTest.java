package dev.cityhall.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.condition.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/reference/reasons.md and {@link Reason} together, both ways. */
class ReasonsPageTest {

  private static final Path PAGE = Documents.REPOSITORY.resolve("docs/reference/reasons.md");

  private static final Map<Reason.Kind, String> KINDS =
      Map.of(
          Reason.Kind.WELL, "nothing is amiss",
          Reason.Kind.PASSING, "goes away by itself",
          Reason.Kind.USER, "stays until a person acts");

  /** Heading to what stands below it, in the order of the page. */
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws IOException {
    for (var section : Files.readString(PAGE).split("(?m)^## ")) {
      if (!section.startsWith("# ")) {
        var heading = section.lines().findFirst().orElseThrow();
        SECTIONS.put(heading, section.substring(heading.length()));
      }
    }
  }

  @Test
  void thePageHasOneSectionForEachReasonInTheOrderOfTheAlphabet() {
    var reasons = Arrays.stream(Reason.values()).map(Reason::toString).sorted().toList();

    assertThat(SECTIONS.keySet()).containsExactlyElementsOf(reasons);
  }

  @Test
  void theSummaryNamesEachReasonOnce() throws IOException {
    var summary = Files.readString(PAGE).split("(?m)^## ")[0];

    assertThat(Reason.values())
        .allSatisfy(reason -> assertThat(summary.split(link(reason), -1)).hasSize(2));
  }

  private static String link(Reason reason) {
    var anchor = Documents.slug(reason.toString());
    return "\\[" + reason + "\\]\\(#" + anchor + "\\)";
  }

  @ParameterizedTest
  @EnumSource
  void everySectionSaysWhatItMeansWhoActsAndWhatToDo(Reason reason) {
    var text = SECTIONS.getOrDefault(reason.toString(), "");

    assertThat(text)
        .as(reason.toString())
        .contains("\n**Means.** ", "\n**Who acts.** ", "\n**What to do.** ", "\n```text\n");
  }

  @ParameterizedTest
  @EnumSource
  void everySectionStatesTheKindOfItsReason(Reason reason) {
    var text = SECTIONS.getOrDefault(reason.toString(), "");

    assertThat(text.lines().skip(1).limit(2).collect(joining()))
        .as(reason.toString())
        .isEqualTo("*" + KINDS.get(reason.kind()) + "*");
  }
}
