package dev.cityhall.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.FailureReport;
import dev.cityhall.boot.Main;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the operator keep to the rules, and every rule fails where it is broken. */
class ArchitectureTest {

  private static final String ROOT = "dev.cityhall";
  private static final String BAD = "dev.cityhall.arch.bad";

  private static final JavaClasses OPERATOR = new ClassFileImporter().importUrl(whereMainIs());

  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(BAD);

  private static final Map<String, ArchRule> BAD_RULES = Rules.of(BAD);

  static Stream<ArchRule> rules() {
    return Rules.of(ROOT).values().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theOperatorKeepsToTheRule(ArchRule rule) {
    rule.check(OPERATOR);
  }

  @Test
  void theOperatorsClassesAreAllThere() {
    assertThat(OPERATOR.size()).isGreaterThan(60);
  }

  /** Rule, and the class of {@code bad} that breaks it. */
  @ParameterizedTest
  @CsvSource({
    "layers:measure, MeasureThatKnowsTheApi",
    "layers:api, ApiThatKnowsConditions",
    "layers:condition, ConditionThatKnowsTheCluster",
    "layers:cluster, ClusterThatKnowsQuotas",
    "layers:quota, QuotaThatKnowsTenants",
    "layers:tenant, TenantThatKnowsReports",
    "layers:report, ReportThatKnowsCommands",
    "layers:cli, CommandThatKnowsBoot",
    "rooms, NewcomerWithoutLevel",
    "cycles, MeasureThatKnowsTheApi",
    "pure-client, ClientPlan",
    "pure-client, MeasureThatAsksTheServer",
    "pure-random, RandomJudge",
    "clock, ReportOfNow",
    "clock, QuotaOfToday",
    "pure-clock, MeasureThatTakesTime",
    "exit, CommandThatExits",
    "logging, LoggingToTheWrongPlace",
    "names, QuotaUtils",
    "names, QuotaHelper",
    "names, QuotaManager",
    "names, QuotaService",
    "null-marked, dev.cityhall.arch.bad.newcomer"
  })
  void theRuleFailsOnItsBadFixture(String rule, String fixture) {
    assertThat(failures(rule).getDetails()).anyMatch(detail -> detail.contains(fixture));
  }

  @Test
  void everyRuleHasABadFixture() throws NoSuchMethodException {
    var method =
        ArchitectureTest.class.getDeclaredMethod(
            "theRuleFailsOnItsBadFixture", String.class, String.class);
    var proven = new TreeSet<String>();
    for (var line : method.getAnnotation(CsvSource.class).value()) {
      proven.add(line.substring(0, line.indexOf(',')));
    }

    assertThat(proven).isEqualTo(new TreeSet<>(BAD_RULES.keySet()));
  }

  @Test
  void bootAloneMayUseTheClockAndExit() {
    assertThat(Stream.of("clock", "exit").map(ArchitectureTest::failures))
        .noneMatch(report -> report.getDetails().toString().contains("BootOfEverything"));
    assertThat(Set.copyOf(FIXTURES.stream().map(c -> c.getSimpleName()).toList()))
        .contains("BootOfEverything");
  }

  /** The classes that were built from {@code src/main}. */
  private static URL whereMainIs() {
    return Main.class.getProtectionDomain().getCodeSource().getLocation();
  }

  private static FailureReport failures(String rule) {
    return BAD_RULES.get(rule).evaluate(FIXTURES).getFailureReport();
  }
}
