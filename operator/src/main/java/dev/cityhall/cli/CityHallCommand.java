package dev.cityhall.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top command; prints its help when no subcommand is named. */
@Command(
    name = "cityhall",
    description = "Puts the departments of a city government on one shared Kubernetes cluster.",
    mixinStandardHelpOptions = true,
    versionProvider = CityHallCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class CityHallCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  public CityHallCommand() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }

  /** The version of the jar that runs. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = CityHallCommand.class.getPackage().getImplementationVersion();
      return new String[] {"cityhall " + (version == null ? "(not packaged)" : version)};
    }
  }
}
