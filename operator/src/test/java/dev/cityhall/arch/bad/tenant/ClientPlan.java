package dev.cityhall.arch.bad.tenant;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Not pure: a plan that asks the server. */
public record ClientPlan() {

  record Part(KubernetesClient client) {}
}
