package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.Applier;
import dev.cityhall.cluster.Contested;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the declared namespaces, each on its own: namespace, the operator's rights in it, quota,
 * limits, wall, account, volumes, proof, and access last. Each step waits for the one before; a
 * namespace that is stuck delays no other.
 */
final class Provisioner {

  private final Applier applier;
  private final Mirror mirror;
  private final NamespaceQuotas quotas;
  private final Executor lanes;

  private final StandardProof proof;

  Provisioner(
      ApiServer api, Applier applier, Mirror mirror, NamespaceQuotas quotas, Executor lanes) {
    this.applier = applier;
    this.mirror = mirror;
    this.quotas = quotas;
    this.lanes = lanes;
    this.proof = new StandardProof(api);
  }

  /**
   * Makes all namespaces of the plan side by side.
   *
   * @param members uids of the namespaces that the tenant's status records as the department's
   * @param hard amounts with which the native quotas that are lacking are to be created
   */
  List<NamespaceStatus> provision(
      String department, TenantPlan plan, Set<String> members, Map<Ref, Amounts> hard) {
    var pass = new StandardProof.Pass();
    var lanesOfAll =
        plan.namespaces().stream()
            .map(namespace -> lane(department, namespace, members, hard, pass))
            .toList();
    return lanesOfAll.stream().map(CompletableFuture::join).toList();
  }

  /**
   * In two turns: the second waits in line behind the first turns of the other namespaces, and
   * meanwhile the API server learns of the operator's new rights.
   */
  private CompletableFuture<NamespaceStatus> lane(
      String department,
      NamespacePlan plan,
      Set<String> members,
      Map<Ref, Amounts> hard,
      StandardProof.Pass pass) {
    return CompletableFuture.supplyAsync(() -> found(department, plan, members), lanes)
        .thenApplyAsync(founded -> furnish(department, plan, founded, hard, pass), lanes)
        .exceptionally(failure -> failed(plan.name(), failure));
  }

  /**
   * A namespace that is there.
   *
   * @param isSilentlyNew whether it was created just now, and the API server warned of nothing
   */
  private record Founded(Observed namespace, boolean isNew, boolean isSilentlyNew) {

    static Founded anew(Applier.Created created) {
      return new Founded(created.observed(), true, created.warnings().isEmpty());
    }

    static Founded known(Observed namespace) {
      return new Founded(namespace, false, false);
    }
  }

  private Founded found(String department, NamespacePlan plan, Set<String> members) {
    var founded = namespace(department, plan, members);
    applier.apply(plan.delegation());
    return founded;
  }

  private NamespaceStatus furnish(
      String department,
      NamespacePlan plan,
      Founded founded,
      Map<Ref, Amounts> hard,
      StandardProof.Pass pass) {
    var made = Rights.soonGranted(() -> quotas.make(department, plan, hard));
    applier.apply(plan.limits());
    applier.apply(plan.wall());
    applier.applyToGiven(plan.account());
    quotas.acknowledge(made, founded.isNew());
    var volumeTrouble = volumes(plan);
    proof(plan, founded, pass);
    plan.access().forEach(applier::apply);
    removeAllBut(plan.access(), plan.name());
    return volumeTrouble == null
        ? status(plan.name(), Phase.READY, null, null)
        : status(plan.name(), Phase.BLOCKED, Reason.VOLUME_REFUSED, volumeTrouble);
  }

  private Founded namespace(String department, NamespacePlan plan, Set<String> members) {
    var ref = Ref.namespace(plan.name());
    var seen = mirror.get(ref);
    if (seen.isEmpty()) {
      try {
        return Founded.anew(applier.create(plan.namespace()));
      } catch (ApiFailure.Conflict e) {
        seen = applier.read(ref);
      }
    }
    var existing = seen.orElseThrow(() -> terminating(plan.name()));
    if (existing.deleting()) {
      throw terminating(plan.name());
    }
    if (!existing.department().isEmpty() || !members.contains(existing.uid())) {
      checkOwner(department, plan, existing);
    }
    return Founded.known(applier.apply(plan.namespace()));
  }

  private static Blocked terminating(String name) {
    return new Blocked(
        Reason.NAMESPACE_TERMINATING,
        "namespace %s is being deleted by somebody; it is made anew as soon as it is gone. If that takes long, see what holds it: kubectl get namespace %s -o yaml"
            .formatted(name, name));
  }

  private static void checkOwner(String department, NamespacePlan plan, Observed existing) {
    var owner = existing.department();
    if (owner.equals(department)) {
      return;
    }
    if (!owner.isEmpty()) {
      throw new Blocked(
          Reason.NAMESPACE_OWNED_ELSEWHERE,
          "namespace %s belongs to department %s by its label; rename the system or environment of %s"
              .formatted(plan.name(), owner, department));
    }
    if (plan.name().equals(Names.home(department))) {
      throw new Blocked(
          Reason.NAMESPACE_NOT_ADOPTED,
          "namespace %s exists already and is not CityHall's; nothing in it was touched. As the home namespace of the department it cannot be adopted: delete it when it is no longer needed, or give the department another code"
              .formatted(plan.name()));
    }
    if (!plan.adopt()) {
      throw new Blocked(
          Reason.NAMESPACE_NOT_ADOPTED,
          "namespace %s exists already and is not CityHall's; nothing in it was touched. Set adopt: true at this environment to take it over with all that runs in it, or rename the system or environment"
              .formatted(plan.name()));
    }
  }

  /** Volumes that do not fit stop nothing else; what the server said of the first is returned. */
  private @Nullable String volumes(NamespacePlan plan) {
    var refusals = new ArrayList<String>();
    for (var volume : plan.volumes()) {
      try {
        applier.apply(volume);
      } catch (ApiFailure.Refused e) {
        refusals.add(refusal(plan.name(), volume, e));
      }
    }
    return refusals.isEmpty() ? null : refusals.get(0);
  }

  private static String refusal(
      String namespace, PersistentVolumeClaim volume, ApiFailure.Refused why) {
    return "volume %s/%s (%s of class %s) was refused: %s. Grant more storage, or give the namespace more of it in the grant's distribution"
        .formatted(
            namespace,
            volume.getMetadata().getName(),
            volume.getSpec().getResources().getRequests().get("storage"),
            volume.getSpec().getStorageClassName(),
            why.getMessage());
  }

  /** Access is given only where the standard was proven to be enforced. */
  private void proof(NamespacePlan plan, Founded founded, StandardProof.Pass pass) {
    if (!hasAccess(plan)) {
      proof.prove(plan, founded.namespace(), founded.isSilentlyNew(), pass);
    }
  }

  private boolean hasAccess(NamespacePlan plan) {
    return !plan.access().isEmpty()
        && plan.access().stream().allMatch(binding -> mirror.get(Ref.of(binding)).isPresent());
  }

  /** Bindings of ours that nobody declared any more go at once. */
  void removeAllBut(List<? extends HasMetadata> declared, String namespace) {
    var keep = new ArrayList<>(declared.stream().map(Ref::of).toList());
    keep.add(new Ref(ObjectKind.ROLE_BINDING, namespace, Names.OPERATOR_BINDING));
    var department = mirror.get(Ref.namespace(namespace)).map(Observed::department).orElse("");
    mirror.ofDepartment(department).stream()
        .filter(o -> o.ref().kind() == ObjectKind.ROLE_BINDING)
        .filter(o -> o.ref().namespace().equals(namespace) && !keep.contains(o.ref()))
        .forEach(applier::delete);
  }

  private NamespaceStatus failed(String name, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Blocked blocked) {
      var phase = blocked.reason().kind() == Reason.Kind.USER ? Phase.BLOCKED : Phase.PROVISIONING;
      return status(name, phase, blocked.reason(), String.valueOf(blocked.getMessage()));
    }
    if (cause instanceof Contested contested) {
      return status(name, Phase.BLOCKED, Reason.CONTESTED, String.valueOf(contested.getMessage()));
    }
    if (cause instanceof ApiFailure.Refused refused) {
      var message = "the API server refused: " + refused.getMessage();
      return status(name, Phase.BLOCKED, Reason.REFUSED, message);
    }
    if (cause instanceof ApiFailure passing) {
      var message = "tried again by itself: " + passing.getMessage();
      return status(name, Phase.PROVISIONING, Reason.RETRYING, message);
    }
    throw new CompletionException(cause);
  }

  private NamespaceStatus status(
      String name, Phase phase, @Nullable Reason reason, @Nullable String message) {
    var uid = mirror.get(Ref.namespace(name)).map(Observed::uid).orElse(null);
    return NamespaceStatuses.of(name, uid, phase, reason, message);
  }
}
