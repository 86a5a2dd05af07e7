package dev.cityhall.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says in plain words how a department stands with its budget. */
@Command(
    name = "explain",
    header = "Says in plain words how a department stands with its budget.",
    description = {
      "",
      "Reads the department's grants and the native quotas of its namespaces, and says what was"
          + " asked for and is in force, what waits and for what, what each namespace has and"
          + " uses, what is free, who is at a limit and what can be done. It changes nothing.",
      "",
      "The role cityhall-platform-viewer suffices. Who has only a role of the department, such as"
          + " Auditor, names one namespace of it and sees that.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "Status:%n",
    exitCodeList = {
      "0:it is told",
      "1:it could not be read; the message says what, where and what to do",
      "2:wrong usage"
    },
    footerHeading = "Example:%n",
    footer = "  cityhall quota explain --kubeconfig ~/.kube/config --department tax")
public final class QuotaExplainCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  /** How to print. */
  enum Output {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "Kubeconfig of the cluster and of whoever asks.")
  Path kubeconfig = Path.of("");

  @Option(
      names = "--department",
      paramLabel = "CODE",
      required = true,
      description = "Code of the department: the name of its DepartmentTenant.")
  String department = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Show this namespace of the department alone.")
  @Nullable String namespace;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Output output = Output.TABLE;

  @Spec private CommandSpec spec;

  public QuotaExplainCommand() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    var only = Optional.ofNullable(namespace);
    try (var reading = QuotaReading.by(kubeconfig)) {
      var picture = reading.picture(department, only);
      var out = spec.commandLine().getOut();
      if (output == Output.JSON) {
        out.println(QuotaJson.of(picture, only));
      } else {
        QuotaText.of(picture, only).forEach(out::println);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (QuotaFailure e) {
      spec.commandLine().getErr().println("cityhall: error: " + e.getMessage());
      return FAILED;
    }
  }
}
