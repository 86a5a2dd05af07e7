package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<RunCommand.Settings> ran = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "run --help",
        "demo --help",
        "quota --help",
        "quota explain --help",
        "--version"
      })
  void explainsItself(String line) {
    assertThat(execute(line.split(" "))).isZero();
    assertThat(out.toString()).isNotBlank();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void listsTheCommandsForPeopleAndNoOthers() {
    execute("--help");

    assertThat(out.toString())
        .contains("run    Runs the operator until it is stopped.")
        .contains("demo   Shows a city of 52 departments")
        .contains("quota  Explains the quotas of a department.")
        .doesNotContain("chart");
  }

  @Test
  void describesEveryOption() {
    var commands = new ArrayList<>(commandLine().getSubcommands().values());
    commands.addAll(new CommandLine(new QuotaCommand()).getSubcommands().values());
    for (var command : commands) {
      assertThat(command.getCommandSpec().options())
          .allSatisfy(
              option ->
                  assertThat(option.description()).as("%s", option.longestName()).isNotEmpty());
    }
  }

  @Test
  void fitsIntoEightyColumns() {
    execute("run", "--help");
    execute("demo", "--help");
    execute("quota", "--help");
    execute("quota", "explain", "--help");

    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(execute("dmeo")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("Unmatched argument at index 0: 'dmeo'");
  }

  @Test
  void needsACommand() {
    assertThat(execute()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(out.toString()).contains("COMMAND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --kubeconfig k --in-cluster",
        "run --kubeconfig k --workers many",
        "demo --nodes 0",
        "demo --nodes few",
        "demo --dir",
        "demo extra",
        "quota explain",
        "quota explain --department tax",
        "quota explain --kubeconfig k --department tax --output yaml"
      })
  void refusesWrongUsageWithStatusTwo(String line) {
    assertThat(execute(line.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("Usage: cityhall ");
    assertThat(ran).isEmpty();
  }

  @Test
  void theDemoSaysThatItNeedsTheSourceTree() {
    assertThat(execute("demo", "--home", "/nonexistent")).isEqualTo(1);
    assertThat(err.toString()).startsWith("cityhall: error: the demo needs the source tree");
  }

  @Test
  void passesTheStatusOfTheOperatorOn() {
    assertThat(execute("run", "--kubeconfig", "k", "--http", "127.0.0.1:0")).isEqualTo(7);
    assertThat(ran).singleElement().satisfies(s -> assertThat(s.http()).isEqualTo("127.0.0.1:0"));
  }

  private int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  private CommandLine commandLine() {
    return new CommandLine(new CityHallCommand())
        .addSubcommand(new RunCommand(this::run))
        .addSubcommand(new DemoCommand(CommandLineTest.class))
        .addSubcommand(new QuotaCommand())
        .addSubcommand(new ChartCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  private int run(RunCommand.Settings settings) {
    ran.add(settings);
    return 7;
  }
}
