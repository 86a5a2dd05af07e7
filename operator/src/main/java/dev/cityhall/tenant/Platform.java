package dev.cityhall.tenant;

import java.util.List;

/**
 * What the cluster and the city give every department.
 *
 * @param operatorNamespace namespace of the operator's ServiceAccount
 * @param operatorAccount name of the operator's ServiceAccount
 * @param podSecurityVersion version that the Pod Security levels are pinned to, such as {@code
 *     v1.36}
 * @param ingressNamespaces the City's ingress namespaces
 * @param monitoringNamespaces the City's monitoring namespaces
 * @param storageClasses every StorageClass of the cluster
 */
public record Platform(
    String operatorNamespace,
    String operatorAccount,
    String podSecurityVersion,
    List<String> ingressNamespaces,
    List<String> monitoringNamespaces,
    List<String> storageClasses) {}
