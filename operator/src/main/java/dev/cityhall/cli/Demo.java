package dev.cityhall.cli;

import dev.cityhall.cli.Table.Column;
import dev.cityhall.cli.Table.Side;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The story that {@code ./cityhall demo} tells: a city moves in, and a developer goes to work. */
final class Demo {

  private static final Duration READY_WITHIN = Duration.ofMinutes(5);
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final Path home;
  private final DemoCluster cluster;
  private final Screen screen;

  /**
   * @param home the source tree
   */
  Demo(Path home, DemoCluster cluster, Screen screen) {
    this.home = home;
    this.cluster = cluster;
    this.screen = screen;
  }

  /**
   * Tells it all.
   *
   * @return the sum of it, such as {@code 52 of 52 departments ready · 384 namespaces · 9.8 s}
   */
  String tell(int nodes) {
    var admin = startControlPlane(nodes);
    installChart(admin);
    startOperator();
    var city = Example.jinan(home.resolve("examples/04-jinan"));
    var readiness = cluster.opened(new Readiness(admin));
    var took = moveIn(city, readiness, admin);
    developerGoesToWork();
    showDepartments(city, readiness);
    return progress(city, readiness, took);
  }

  private KubernetesClient startControlPlane(int nodes) {
    var watch = new Stopwatch();
    var admin = cluster.startControlPlane(nodes);
    var version = admin.getKubernetesVersion().getGitVersion();
    screen.say("Kubernetes %s with %d simulated nodes: %s".formatted(version, nodes, watch));
    return admin;
  }

  private void installChart(KubernetesClient admin) {
    var watch = new Stopwatch();
    var objects = cluster.installChart(admin);
    screen.say(
        "The chart's definitions, rights and policies, %d objects: %s"
            .formatted(objects.size(), watch));
  }

  private void startOperator() {
    var watch = new Stopwatch();
    cluster.startOperator();
    screen.say(
        "The operator, as ServiceAccount %s/%s: %s"
            .formatted(Chart.NAMESPACE, Chart.SERVICE_ACCOUNT, watch));
  }

  /** Applies the city and waits until it is Ready. */
  private Duration moveIn(Example city, Readiness readiness, KubernetesClient admin) {
    screen.say("");
    screen.say(
        "Applying examples/04-jinan: %d departments, %d business systems, %d namespaces"
            .formatted(city.departments().size(), city.systems(), city.namespaces()));
    var watch = new Stopwatch();
    for (var object : city.objects()) {
      readiness.begin(object);
      admin.resource(object).create();
      screen.progress("  " + progress(city, readiness, watch.elapsed()));
    }
    while (readiness.readyDepartments() < city.departments().size()) {
      cluster.failIfEnded();
      if (watch.isPast(READY_WITHIN)) {
        throw new DemoFailure(
            "after %s these departments are not ready:%n  %s"
                .formatted(watch, String.join("\n  ", readiness.complaints())));
      }
      screen.progress("  " + progress(city, readiness, watch.elapsed()));
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    var took = watch.elapsed();
    screen.say("  " + progress(city, readiness, took));
    return took;
  }

  private static String progress(Example city, Readiness readiness, Duration since) {
    return "%d of %d departments ready · %d namespaces · %s"
        .formatted(
            readiness.readyDepartments(),
            city.departments().size(),
            readiness.readyNamespaces(),
            Stopwatch.seconds(since));
  }

  private void developerGoesToWork() {
    var client = cluster.clientOf(Developer.NAME, Developer.GROUP, Developer.NAMESPACE);
    var developer = new Developer(client);
    screen.say("");
    screen.say(
        "%s, of the group %s, who has no right but what the department's tenant gave:"
            .formatted(Developer.NAME, Developer.GROUP));
    screen.say("- deploys an application in " + Developer.NAMESPACE);
    var took = developer.deploys();
    screen.say(
        "    deployment.apps/web created; %d of %d pods Running after %s"
            .formatted(Developer.REPLICAS, Developer.REPLICAS, Stopwatch.seconds(took)));
    for (var attempt : Developer.FORBIDDEN_ATTEMPTS) {
      screen.say("- " + attempt.what());
      screen.say("    " + developer.isRefused(attempt));
    }
  }

  private void showDepartments(Example city, Readiness readiness) {
    var table =
        new Table(
            new Column("Code", Side.LEFT),
            new Column("Department", Side.LEFT),
            new Column("Namespaces", Side.RIGHT),
            new Column("Ready after", Side.RIGHT));
    for (var department : city.departments()) {
      var name = department.getMetadata().getName();
      table.row(
          name,
          department.getSpec().displayName(),
          Long.toString(readiness.readyNamespaces(name)),
          Stopwatch.seconds(readiness.tookUntilReady(name)));
    }
    screen.say("");
    table.lines().forEach(screen::say);
  }
}
