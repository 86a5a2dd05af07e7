package dev.cityhall.quota;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.Autoscalers;
import dev.cityhall.cluster.DaemonThreads;
import dev.cityhall.cluster.Events;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Pods;
import dev.cityhall.cluster.QuotaFeed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the departments' quotas in step with what is used and wanted: recounts use, moves room, and
 * nudges what waits for it.
 *
 * <p>A department is looked at when something in it changed, at most every {@link #STEP}, so that a
 * quota is written at most so often: each write can make a create that is under way fail.
 */
public final class BudgetWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BudgetWatch.class);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration LOOK_AT_ALL = Duration.ofSeconds(1);
  private static final Duration LOOK_AT_WHAT_WAITS = Duration.ofMillis(500);
  private static final Duration LOOK_AT_AUTOSCALERS = Duration.ofSeconds(15);
  private static final Duration ASK_PODS = Duration.ofSeconds(10);
  private static final Duration FORGET = Duration.ofMinutes(1);
  private static final int WORKERS = 12;

  private final BudgetKeeper keeper;
  private final Pods pods;
  private final QuotaFeed feed;
  private final LiveUse use;
  private final StandIn standIn;
  private final DepartmentSteps steps;
  private final ScalingReserves reserves;
  private final WaitingList waits;
  private final Suspicions suspicions;
  private final Breaches breaches;
  private final InstantSource clock;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isRereadDue = new AtomicBoolean();
  private final Set<String> atWork = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("budgets"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("budgets"));

  /**
   * @param writers runs the writes of a department side by side
   */
  public BudgetWatch(
      Mirror mirror,
      BudgetKeeper keeper,
      Pods pods,
      QuotaFeed feed,
      WaitingList waits,
      Autoscalers autoscalers,
      Events events,
      InstantSource clock,
      Executor writers) {
    this.keeper = keeper;
    this.pods = pods;
    this.feed = feed;
    this.waits = waits;
    this.clock = clock;
    this.use = new LiveUse(pods, this::wake, this::wakeIfElastic);
    this.reserves = new ScalingReserves(autoscalers, use);
    this.suspicions = new Suspicions(keeper, use, waits);
    this.steps =
        new DepartmentSteps(
            keeper,
            use,
            new Recounter(use, this::wake, clock),
            reserves,
            waits,
            clock,
            writers,
            changed::add);
    this.standIn = new StandIn(mirror, keeper, use, writers);
    this.breaches = new Breaches(mirror, use, events);
    keeper.countWith(use::withLive);
    pods.onChange(use.ofPods());
    feed.onChange(use.ofQuotas());
    mirror.onChange(this::seen);
  }

  /**
   * Starts the watches of pods and quotas. A replica that stands by keeps count too, as after a
   * takeover nobody could tell for a while what a use without a pod is; and it stands in.
   *
   * @param atMost how long to wait for the first lists; they are tried on
   */
  public void standBy(Duration atMost) throws InterruptedException {
    isRereadDue.set(false);
    pods.start();
    every(LOOK_AT_ALL, this::recountWhereDue);
    every(ASK_PODS, () -> pods.ask(clock.instant()));
    every(FORGET, this::forgetWhatIsGone);
    every(STEP.multipliedBy(2), () -> standIn.look(clock.instant()));
    if (!pods.awaitListed(atMost) || !feed.awaitListed(atMost)) {
      log.warn("pods or quotas could not be listed in {}; tried on", atMost);
    }
  }

  /** Starts the work. */
  public void lead() {
    standIn.end();
    every(STEP, this::dispatch);
    every(LOOK_AT_ALL, () -> breaches.lookAtAll(keeper, changed::add));
    every(LOOK_AT_WHAT_WAITS, suspicions::lookWhereScarce);
    every(LOOK_AT_WHAT_WAITS, this::lookAtWhatWaits);
    every(LOOK_AT_AUTOSCALERS, () -> inBackground(this::lookAtAutoscalers));
  }

  private void every(Duration interval, Runnable work) {
    var unused =
        timer.scheduleWithFixedDelay(
            () -> safely(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void safely(Runnable work) {
    try {
      work.run();
    } catch (ApiFailure e) {
      log.warn("the budgets are looked at again soon: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("the budgets are looked at again soon", e);
    }
  }

  /** A pod could not be created for want of quota. */
  public void refused(Refusal refusal) {
    var department = keeper.departmentOf(refusal.workload().namespace());
    if (!department.isEmpty()) {
      inBackground(
          () -> {
            waits.refused(department, refusal);
            changed.add(department);
          });
    }
  }

  /** Pods of a namespace that was there before it became ours were passed over. */
  private void seen(Observed object) {
    if (object.ref().kind() == ObjectKind.NAMESPACE && !use.knows(object.ref().name())) {
      isRereadDue.set(true);
    }
  }

  /** What lies evenly does not follow use. */
  private void wakeIfElastic(String namespace) {
    if (isElastic(namespace)) {
      wake(namespace);
    }
  }

  private void wake(String namespace) {
    var department = keeper.departmentOf(namespace);
    if (!department.isEmpty()) {
      changed.add(department);
    }
  }

  private void dispatch() {
    for (var department : Set.copyOf(changed)) {
      if (atWork.add(department)) {
        changed.remove(department);
        inBackground(
            () -> {
              var isDone = false;
              try {
                isDone = steps.step(department);
              } finally {
                atWork.remove(department);
                if (!isDone) {
                  soonAgain(department);
                }
              }
            });
      }
    }
  }

  /** What was not done now is nobody's event. */
  private void soonAgain(String department) {
    try {
      var unused =
          timer.schedule(
              () -> changed.add(department), LOOK_AT_ALL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closing: no more steps");
    }
  }

  private void lookAtWhatWaits() {
    waits.toLookAt().forEach(one -> inBackground(() -> waits.look(one, changed::add)));
  }

  private boolean isElastic(String namespace) {
    var department = keeper.departmentOf(namespace);
    return !department.isEmpty() && keeper.isElastic(department);
  }

  /** As often as their own controller does; not at all where nothing follows use. */
  private void lookAtAutoscalers() {
    if (keeper.isAnyElastic()) {
      reserves.look(this::isElastic).forEach(this::wake);
      suspicions.lookAt(reserves);
    }
  }

  private void inBackground(Runnable work) {
    try {
      workers.execute(() -> safely(work));
    } catch (RejectedExecutionException e) {
      log.debug("closing: no more steps");
    }
  }

  /** Ledgers age: what is too high by creates that failed is known only after a while. */
  private void recountWhereDue() {
    if (isRereadDue.getAndSet(false)) {
      pods.reread();
    }
    var now = clock.instant();
    use.quotas().stream()
        .filter(quota -> use.due(quota, now).isPresent())
        .map(Ref::namespace)
        .forEach(this::wake);
  }

  private void forgetWhatIsGone() {
    use.forget(keeper::isGone);
    var there = keeper.forgetTheGone();
    waits.retain(there);
    steps.retain(there);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    pods.close();
  }
}
