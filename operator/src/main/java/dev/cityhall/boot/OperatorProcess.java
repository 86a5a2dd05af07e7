package dev.cityhall.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.cli.RunCommand.Settings;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.Autoscalers;
import dev.cityhall.cluster.CityReservations;
import dev.cityhall.cluster.DaemonThreads;
import dev.cityhall.cluster.EndlessRetry;
import dev.cityhall.cluster.EpochCounter;
import dev.cityhall.cluster.Events;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.Pods;
import dev.cityhall.cluster.QuotaFeed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusals;
import dev.cityhall.cluster.ServerClock;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.cluster.Views;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.cluster.WriteRehearsal;
import dev.cityhall.quota.BudgetKeeper;
import dev.cityhall.quota.BudgetWatch;
import dev.cityhall.quota.LeaderEpoch;
import dev.cityhall.quota.Plane;
import dev.cityhall.quota.PodCharge;
import dev.cityhall.quota.QuotaReconciler;
import dev.cityhall.quota.WaitingList;
import dev.cityhall.report.CityReconciler;
import dev.cityhall.report.DepartmentUse;
import dev.cityhall.report.ViewKeeper;
import dev.cityhall.tenant.OrphanSweep;
import dev.cityhall.tenant.Rehearsal;
import dev.cityhall.tenant.TenantTools;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that works while this process leads: watches, reconcilers, and their threads. */
final class OperatorProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration FIRST_LISTS_WITHIN = Duration.ofSeconds(60);
  private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(10);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private static final int QUOTA_WRITES_AT_ONCE = 16;

  /** No reconciler changes what it is given, so nothing needs to be cloned. */
  private static final Cloner AS_IT_IS =
      new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R resource) {
          return resource;
        }
      };

  private final Mirror mirror;
  private final ExecutorService lanes;
  private final ScheduledExecutorService verification =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("verification"));
  private final ExecutorService quotaWriters =
      Executors.newFixedThreadPool(QUOTA_WRITES_AT_ONCE, DaemonThreads.named("quota-writer"));
  private final OrphanSweep sweep;
  private final ViewKeeper views;
  private final BudgetWatch budgetWatch;
  private final Refusals refusals;
  private final Operator operator;
  private final Rehearsal rehearsal;

  /**
   * @param own this machine's clock
   * @param succeeded called when another leader was seen at work
   */
  OperatorProcess(
      KubernetesClient client,
      ObjectMapper mapper,
      Settings settings,
      InstantSource own,
      Instruments instruments,
      Runnable succeeded) {
    var clock = new ServerClock(own, System::nanoTime);
    var api = new ApiServer(client, instruments::wrote, clock);
    this.mirror = new Mirror(client, api);
    this.lanes = Executors.newFixedThreadPool(settings.inFlight(), DaemonThreads.named("lane"));
    this.rehearsal = new Rehearsal(new WriteRehearsal(client, api), lanes, System::nanoTime);
    var applier = new Applier(api, mirror, own);
    var statuses = new StatusWriter(api, mapper);
    this.sweep = new OrphanSweep(api, applier, mirror);
    this.operator = operator(client, settings, instruments);
    var quotas = new NativeQuotas(api, mirror, own);
    var leader = new LeaderEpoch(new EpochCounter(api, settings.namespace()), succeeded);
    var budgets = new BudgetKeeper(mirror, quotas, leader, own, quotaWriters);
    var waits = new WaitingList(new Workloads(api, Plane::isOne), clock);
    this.budgetWatch =
        new BudgetWatch(
            mirror,
            budgets,
            new Pods(client, api, PodCharge::of, this::isOurs),
            new QuotaFeed(mirror, Plane::isOne),
            waits,
            new Autoscalers(api),
            new Events(api, clock),
            own,
            quotaWriters);
    this.refusals = new Refusals(client, Plane::isOne, clock, budgetWatch::refused);
    register(tools(api, applier, quotas, budgets, statuses, clock, settings).reconciler());
    register(new QuotaReconciler(mirror, statuses, new CityReservations(api, mapper), clock));
    register(new CityReconciler(mirror, statuses, clock));
    var use = new DepartmentUse(mirror, budgets, waits);
    this.views = new ViewKeeper(mirror, new Views(api), use, clock);
    instruments.observe(mirror, use, clock);
  }

  private static Operator operator(
      KubernetesClient client, Settings settings, Instruments instruments) {
    return new Operator(
        overrider ->
            overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(AS_IT_IS)
                .withConcurrentReconciliationThreads(settings.workers())
                .withReconciliationTerminationTimeout(DRAIN)
                .withStopOnInformerErrorDuringStartup(false)
                .withUseSSAToPatchPrimaryResource(false)
                .checkingCRDAndValidateLocalModel(false)
                .withMetrics(instruments.ofReconcilers()));
  }

  private boolean isOurs(String namespace) {
    return mirror.get(Ref.namespace(namespace)).isPresent();
  }

  private TenantTools tools(
      ApiServer api,
      Applier applier,
      NativeQuotas quotas,
      BudgetKeeper budgets,
      StatusWriter statuses,
      InstantSource clock,
      Settings settings) {
    return new TenantTools(
        api,
        applier,
        mirror,
        quotas,
        budgets,
        statuses,
        new Events(api, clock),
        lanes,
        clock,
        settings.namespace(),
        settings.serviceAccount(),
        settings.podSecurityVersion());
  }

  private <P extends HasMetadata> void register(Reconciler<P> reconciler) {
    operator.register(
        reconciler,
        overrider ->
            overrider.withRetry(new EndlessRetry()).withReconciliationMaxInterval(SAFETY_INTERVAL));
  }

  /**
   * Watches, keeps count, and recounts what the leader is late with; writes nothing else. Rehearses
   * while the first lists come.
   */
  void standBy() throws InterruptedException {
    mirror.start();
    rehearsal.run();
    mirror.awaitSynced(FIRST_LISTS_WITHIN);
    budgetWatch.standBy(FIRST_LISTS_WITHIN);
  }

  /** Begins to reconcile; {@link #standBy} comes first. */
  void start() {
    operator.start();
    sweep.start();
    views.start();
    budgetWatch.lead();
    refusals.start();
    var interval = SAFETY_INTERVAL.toMillis();
    var unused =
        verification.scheduleWithFixedDelay(
            this::verify, interval, interval, TimeUnit.MILLISECONDS);
    log.info("the operator works");
  }

  private void verify() {
    try {
      mirror.verify();
    } catch (ApiFailure e) {
      log.warn(
          "not everything could be read anew, tried again in {}: {}",
          SAFETY_INTERVAL,
          e.getMessage());
    }
  }

  /** Whether every watch is up. */
  boolean isWatching() {
    return mirror.isWatching() && operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    verification.shutdownNow();
    sweep.close();
    views.close();
    refusals.close();
    budgetWatch.close();
    operator.stop();
    lanes.shutdown();
    quotaWriters.shutdown();
    mirror.close();
  }
}
