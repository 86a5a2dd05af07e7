package dev.cityhall.arch.bad.measure;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Not pure. */
public record MeasureThatAsksTheServer(KubernetesClient client) {}
