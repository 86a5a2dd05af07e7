package dev.cityhall.bench.quota.city;

import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;

/** A namespace of a {@link Replay} with its quota and its Deployment: maxSurge 1, none missing. */
final class ReplayedSite {

  /** One of the two ReplicaSets. */
  static final class Pods {
    int wanted;
    int there;
    int ready;

    /** Refusals since it had all its pods; its controller's back-off is twice as long with each. */
    int refusals;

    /** Of the try that the back-off has put off; an earlier one makes it void. */
    long tryAt;

    int missing() {
      return Math.max(0, wanted - there);
    }
  }

  final App app;
  final Amounts each;
  NativeQuota quota = NativeQuota.ABSENT;

  /** Changes of the quota by anybody: a write that was decided before the last one fails. */
  long version;

  /** Pods of which the template is not the newest. */
  Pods older = new Pods();

  Pods newest = new Pods();
  int replicas;

  ReplayedSite(App app) {
    this.app = app;
    this.each = app.size().amounts();
  }

  String namespace() {
    return app.namespace();
  }

  boolean isRolledOut() {
    return older.wanted > 0;
  }

  /** Pods of the two change places: whatever is there is older now. */
  void roll() {
    older.wanted += newest.wanted;
    older.there += newest.there;
    older.ready += newest.ready;
    newest = new Pods();
  }

  /** What the controller of Deployments makes of it. */
  void reconcile() {
    older.wanted = Math.min(older.wanted, Math.max(0, replicas - newest.ready));
    var more = isRolledOut() ? 1 : 0;
    newest.wanted = Math.min(replicas, Math.max(0, replicas + more - older.wanted));
  }

  /** Takes the charge of one pod, if there is room. */
  boolean charge() {
    var used = quota.used().plus(each);
    if (!used.only(quota.enforced().keys()).fitsIn(quota.enforced())) {
      return false;
    }
    use(used);
    return true;
  }

  void discharge(int pods) {
    for (var pod = 0; pod < pods; pod++) {
      use(quota.used().minus(each));
    }
  }

  private void use(Amounts used) {
    quota = new NativeQuota(quota.hard(), quota.enforced(), used);
    version++;
  }

  void set(Amounts hard) {
    quota = new NativeQuota(hard, hard, quota.used());
    version++;
  }
}
