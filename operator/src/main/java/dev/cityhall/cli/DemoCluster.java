package dev.cityhall.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with CityHall in it: control plane, chart, and the operator as a local process under
 * the chart's ServiceAccount. Everything in it ends with this JVM.
 */
final class DemoCluster implements AutoCloseable {

  private static final int LINES_OF_LOG = 20;

  private final Path home;
  private final DemoFolder folder;
  private final Class<?> mainClass;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private @Nullable ChartRendering chart;
  private @Nullable LocalControlPlane controlPlane;
  private @Nullable LocalOperator operator;
  private boolean isClosed;

  /**
   * @param home the source tree
   * @param mainClass of this program, which runs the operator
   */
  DemoCluster(Path home, DemoFolder folder, Class<?> mainClass) {
    this.home = home;
    this.folder = folder;
    this.mainClass = mainClass;
  }

  /**
   * Starts a control plane with simulated nodes, and renders the chart meanwhile.
   *
   * @return a client that may do everything
   */
  KubernetesClient startControlPlane(int nodes) {
    var scripts = home.resolve("dev/control-plane");
    var chartFolder = home.resolve("helm/cityhall");
    chart = opened(ChartRendering.start(mainClass, chartFolder, folder.path()));
    var started = opened(LocalControlPlane.start(scripts, folder.path(), nodes));
    controlPlane = started;
    return opened(LocalControlPlane.client(started.awaitReady()));
  }

  /**
   * Installs the chart.
   *
   * @return the objects that it consists of
   */
  List<HasMetadata> installChart(KubernetesClient admin) {
    return Installation.of(started(chart).objects(), admin);
  }

  /** Starts the operator as the chart's ServiceAccount, and waits until it works. */
  void startOperator() {
    var identity = started(controlPlane).serviceAccount(Chart.NAMESPACE, Chart.SERVICE_ACCOUNT);
    var started = opened(LocalOperator.start(mainClass, identity, folder.operatorLog()));
    operator = started;
    started.awaitWorking();
  }

  /** A client that acts as this user. */
  KubernetesClient clientOf(String user, String group, String namespace) {
    return opened(LocalControlPlane.client(started(controlPlane).user(user, group, namespace)));
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("this comes after startControlPlane");
    }
    return part;
  }

  /**
   * Notes what is to be closed at the end.
   *
   * @throws DemoFailure if the end has come already
   */
  synchronized <T extends AutoCloseable> T opened(T what) {
    open.push(what);
    if (isClosed) {
      close();
      throw new DemoFailure("the demo ends");
    }
    return what;
  }

  /** Says so where something has ended that the rest needs. */
  void failIfEnded() {
    if (operator != null && !operator.isAlive()) {
      throw new DemoFailure("the operator ended by itself");
    }
    if (controlPlane != null && !controlPlane.isAlive()) {
      throw new DemoFailure("the control plane ended by itself; see " + folder.path() + "/logs");
    }
  }

  /** Returns when the control plane or the operator has ended. */
  void awaitEnd() {
    if (operator != null && controlPlane != null) {
      CompletableFuture.anyOf(operator.onExit(), controlPlane.onExit()).join();
    }
  }

  /** The last lines of the operator's log; none where it was not started. */
  List<String> operatorLogTail() {
    return operator == null ? List.of() : new OperatorLog(folder.operatorLog()).tail(LINES_OF_LOG);
  }

  /** Ends everything, the last first; what cannot be closed does not keep the rest open. */
  @Override
  public synchronized void close() {
    isClosed = true;
    while (!open.isEmpty()) {
      closeQuietly(open.pop());
    }
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // AutoCloseable declares no narrower one
      System.getLogger(DemoCluster.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
    }
  }
}
