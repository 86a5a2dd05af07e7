package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A rule that nobody can be seen to break, or a file about no rule, fails the build. */
class EveryRuleHasInputsTest {

  private static final int ENOUGH_TO_KNOW_A_MESSAGE_BY = 40;

  private static final List<SchemaRule> RULES = SchemaRule.all();
  private static final List<InputFile> REJECTED = InputFile.rejected();

  @Test
  void everyRejectedFileHasAnAcceptedTwin() {
    assertThat(names(InputFile.accepted())).isEqualTo(names(REJECTED));
  }

  @Test
  void everyBoundPatternEnumAndRequiredFieldHasAPair() {
    var rules =
        RULES.stream()
            .filter(rule -> rule.cel() == null && !rule.keyword().startsWith("type:"))
            .map(SchemaRule::name);

    assertThat(names(REJECTED)).containsAll(rules.toList());
  }

  @Test
  void everyRuleInCelHasAPairThatExpectsItsMessage() {
    var untried =
        RULES.stream()
            .filter(rule -> rule.cel() != null && !isTried(rule))
            .map(rule -> rule.name() + ": " + rule.cel().getMessage());

    assertThat(untried).isEmpty();
  }

  @Test
  void everyRuleAboutAChangeHasTheResourceBeforeAndAfter() {
    assertThat(RULES)
        .filteredOn(rule -> rule.cel() != null && rule.cel().getRule().contains("oldSelf"))
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(REJECTED)
                    .filteredOn(file -> isAbout(file, rule))
                    .allMatch(file -> file.documents().size() == 2));
  }

  /** A wrong type is the same mistake in every field: one field of each type of each kind. */
  @Test
  void everyTypeOfEveryKindHasAPair() {
    var types = RULES.stream().filter(rule -> rule.keyword().startsWith("type:")).toList();
    var tried =
        types.stream()
            .filter(rule -> names(REJECTED).contains(rule.kind() + "/" + rule.path() + ".type"))
            .map(rule -> rule.kind() + " " + rule.keyword())
            .collect(Collectors.toSet());

    assertThat(types).extracting(rule -> rule.kind() + " " + rule.keyword()).isSubsetOf(tried);
  }

  @Test
  void everyFileIsAboutAFieldThatThereIs() {
    var fields =
        RULES.stream().map(rule -> rule.kind() + "/" + rule.path()).collect(Collectors.toSet());

    assertThat(REJECTED)
        .extracting(file -> file.name().substring(0, file.name().lastIndexOf('.')))
        .isSubsetOf(fields);
  }

  private static boolean isTried(SchemaRule rule) {
    return REJECTED.stream().anyMatch(file -> isAbout(file, rule));
  }

  private static boolean isAbout(InputFile file, SchemaRule rule) {
    var message = rule.cel().getMessage();
    var known = message.substring(0, Math.min(message.length(), ENOUGH_TO_KNOW_A_MESSAGE_BY));
    var isOfWhole = rule.path().isEmpty() || rule.path().equals("spec");
    return file.kind().equals(rule.kind())
        && (isOfWhole || file.rule().startsWith(rule.path() + "."))
        && file.expected().contains(known);
  }

  private static Set<String> names(List<InputFile> files) {
    return files.stream().map(InputFile::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
