package dev.cityhall.tenant;

import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.Events;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.StatusWriter;
import dev.cityhall.quota.BudgetKeeper;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the reconciler works with.
 *
 * @param lanes runs the namespaces side by side; its threads bound the requests in flight
 * @param operatorNamespace namespace of the operator's ServiceAccount
 * @param operatorAccount name of the operator's ServiceAccount
 * @param podSecurityVersion version that the Pod Security levels are pinned to
 */
public record TenantTools(
    ApiServer api,
    Applier applier,
    Mirror mirror,
    NativeQuotas quotas,
    BudgetKeeper budgets,
    StatusWriter statuses,
    Events events,
    Executor lanes,
    InstantSource clock,
    String operatorNamespace,
    String operatorAccount,
    String podSecurityVersion) {

  /** The reconciler over these tools. */
  public TenantReconciler reconciler() {
    return new TenantReconciler(this);
  }
}
