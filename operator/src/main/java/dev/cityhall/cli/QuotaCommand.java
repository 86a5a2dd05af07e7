package dev.cityhall.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands about quotas; prints its help when none is named. */
@Command(
    name = "quota",
    description = "Explains the quotas of a department.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = QuotaExplainCommand.class)
public final class QuotaCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  public QuotaCommand() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }
}
