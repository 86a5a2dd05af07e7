package dev.cityhall.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a city of 52 departments on a cluster of its own. */
@Command(
    name = "demo",
    header = "Shows a city of 52 departments on a Kubernetes control plane of its own.",
    description = {
      "",
      "Starts a real control plane on this machine, without containers, installs the chart, runs"
          + " the operator under the chart's rights, applies examples/04-jinan, and lets a"
          + " developer of one department deploy an application and be refused what is not theirs."
          + " Then it stays until Ctrl-C.",
      "The first time on a machine it fetches or builds the executables of Kubernetes, which can"
          + " take some minutes. Nothing is left running, however it ends.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "Status:%n",
    exitCodeList = {
      "0:all departments became ready, and the rest went as told",
      "1:something failed; it says what, and where the logs are",
      "2:wrong usage"
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  @Option(names = "--exit", description = "End everything when the story is told.")
  boolean exit;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Simulated nodes, 32 cores and 256 GiB each (default: ${DEFAULT-VALUE}).")
  int nodes = 3;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Folder for data, logs and kubeconfigs, empty or an earlier demo's; it is kept."
              + " Otherwise a temporary one.")
  @Nullable Path dir;

  @Option(names = "--keep", description = "Keep the temporary folder, too.")
  boolean keep;

  @Option(
      names = "--home",
      hidden = true,
      defaultValue = "${sys:cityhall.home:-.}",
      description = "The source tree.")
  Path home = Path.of(".");

  @Spec private CommandSpec spec;

  private final Class<?> mainClass;
  private volatile boolean isInterrupted;
  private volatile boolean isOver;

  /**
   * @param mainClass whose {@code main} runs the operator when given the command {@code run}
   */
  public DemoCommand(Class<?> mainClass) {
    this.mainClass = mainClass;
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    if (nodes < 1) {
      throw new ParameterException(
          spec.commandLine(), "--nodes needs a whole number of 1 or more, not " + nodes);
    }
    try {
      var scripts = sourceTree().resolve("dev/control-plane");
      if (!Files.isDirectory(scripts)) {
        throw new DemoFailure("the demo needs the source tree; run ./cityhall demo in it");
      }
      LocalControlPlane.provide(scripts);
      return run(DemoFolder.open(dir, keep));
    } catch (DemoFailure e) {
      spec.commandLine().getErr().println("cityhall: error: " + e.getMessage());
      return FAILED;
    }
  }

  private int run(DemoFolder folder) {
    var cluster = new DemoCluster(sourceTree(), folder, mainClass);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(cluster, folder), "end"));
    try (folder;
        cluster) {
      return tell(cluster, folder);
    } finally {
      isOver = true;
    }
  }

  private int tell(DemoCluster cluster, DemoFolder folder) {
    var screen = new Screen(spec.commandLine().getOut(), Boolean.getBoolean("cityhall.terminal"));
    try {
      var sum = new Demo(sourceTree(), cluster, screen).tell(nodes);
      if (exit) {
        cluster.close();
        screen.say(sum);
        return CommandLine.ExitCode.OK;
      }
      sayHowToGoOn(folder, screen);
      screen.say(sum);
      cluster.awaitEnd();
      cluster.failIfEnded();
      return CommandLine.ExitCode.OK;
    } catch (RuntimeException e) {
      return isInterrupted ? INTERRUPTED : report(e, cluster, folder);
    }
  }

  private Path sourceTree() {
    return home.toAbsolutePath().normalize();
  }

  private void sayHowToGoOn(DemoFolder folder, Screen screen) {
    var path = folder.path();
    screen.say("");
    screen.say("As the administrator:  export KUBECONFIG='" + path.resolve("kubeconfig") + "'");
    screen.say(
        "As the developer:      export KUBECONFIG='"
            + path.resolve("users/" + Developer.NAME + ".kubeconfig")
            + "'");
    screen.say("kubectl:               dev/control-plane/assets prints the folder that has one");
    screen.say("The operator's log:    " + folder.operatorLog());
    screen.say("It stays until Ctrl-C.");
    screen.say("");
  }

  private int report(RuntimeException e, DemoCluster cluster, DemoFolder folder) {
    var err = spec.commandLine().getErr();
    folder.keep();
    cluster.close();
    err.println();
    err.println("cityhall: error: " + DemoFailure.messageOf(e));
    sayLog(cluster, err);
    err.println("Everything is ended. Data and logs are in " + folder.path());
    err.flush();
    return FAILED;
  }

  private static void sayLog(DemoCluster cluster, PrintWriter err) {
    var lines = cluster.operatorLogTail();
    if (!lines.isEmpty()) {
      err.println("The last lines of the operator's log:");
      lines.forEach(line -> err.println("  | " + line));
    }
  }

  /** What Ctrl-C does; when the demo has ended by itself, nothing. */
  private void interrupt(DemoCluster cluster, DemoFolder folder) {
    if (isOver) {
      return;
    }
    isInterrupted = true;
    spec.commandLine().getErr().println("\ncityhall: ending everything");
    cluster.close();
    folder.close();
  }
}
