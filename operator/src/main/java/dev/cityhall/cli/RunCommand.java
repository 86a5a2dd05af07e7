package dev.cityhall.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the operator until it is stopped. */
@Command(
    name = "run",
    description = "Runs the operator until it is stopped.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class RunCommand implements Callable<Integer> {

  /** Where the API server is. */
  public static final class Cluster {
    @Option(
        names = "--kubeconfig",
        paramLabel = "FILE",
        required = true,
        description = "Kubeconfig of the identity that the operator runs as.")
    @Nullable Path kubeconfig;

    @Option(
        names = "--in-cluster",
        required = true,
        description = "Use the ServiceAccount of the pod that this runs in.")
    boolean inCluster;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  @Nullable Cluster cluster;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "cityhall-system",
      description = "Namespace of the operator's ServiceAccount and Lease.")
  String namespace = "cityhall-system";

  @Option(
      names = "--service-account",
      paramLabel = "NAME",
      defaultValue = "cityhall-operator",
      description =
          "The operator's ServiceAccount: it is bound to its rights inside each namespace.")
  String serviceAccount = "cityhall-operator";

  @Option(
      names = "--leader-elect",
      description =
          "Work only while holding the Lease cityhall-operator; needed with two replicas.")
  boolean leaderElect;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "Address of /livez, /readyz and /metrics; port 0 takes a free one.")
  String http = "127.0.0.1:8080";

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most requests in flight to the API server for namespaces.")
  int inFlight = 32;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most resources worked on at a time.")
  int workers = 64;

  @Option(
      names = "--pod-security-version",
      paramLabel = "VERSION",
      defaultValue = "v1.36",
      description = "Version of Kubernetes that the Pod Security levels are pinned to.")
  String podSecurityVersion = "v1.36";

  private final Operation operation;

  /** What runs the operator. */
  public interface Operation {
    /**
     * Runs until stopped.
     *
     * @return exit code
     */
    int run(Settings settings);
  }

  /**
   * The settings of one run.
   *
   * @param kubeconfig null: in the cluster
   */
  public record Settings(
      @Nullable Path kubeconfig,
      String namespace,
      String serviceAccount,
      boolean leaderElect,
      String http,
      int inFlight,
      int workers,
      String podSecurityVersion) {}

  public RunCommand(Operation operation) {
    this.operation = operation;
  }

  @Override
  public Integer call() {
    return operation.run(
        new Settings(
            cluster == null ? null : cluster.kubeconfig,
            namespace,
            serviceAccount,
            leaderElect,
            http,
            inFlight,
            workers,
            podSecurityVersion));
  }
}
