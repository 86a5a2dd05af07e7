package dev.cityhall.tenant;

import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The wall of a namespace: nothing in or out but the same department, DNS, and traffic from the
 * platform's ingress and monitoring. One NetworkPolicy says it all.
 */
final class Wall {

  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";
  private static final int DNS_PORT = 53;

  /**
   * @param ingress namespaces of ingress controllers that may come in
   * @param monitoring namespaces of the monitoring that may come in
   */
  static NetworkPolicy of(
      ObjectMeta metadata, String department, List<String> ingress, List<String> monitoring) {
    var same = namespaces(selector(Map.of(CityHall.DEPARTMENT, department)));
    var in = new ArrayList<NetworkPolicyPeer>();
    in.add(same);
    ingress.forEach(name -> in.add(namespaces(selector(Map.of(NAMESPACE_NAME, name)))));
    monitoring.stream()
        .filter(name -> !ingress.contains(name))
        .forEach(name -> in.add(namespaces(selector(Map.of(NAMESPACE_NAME, name)))));
    var fromFriends = new NetworkPolicyIngressRuleBuilder().withFrom(in).build();
    var toSame = new NetworkPolicyEgressRuleBuilder().withTo(same).build();
    var toDns =
        new NetworkPolicyEgressRuleBuilder()
            .withTo(dns())
            .withPorts(port("UDP"), port("TCP"))
            .build();
    return new NetworkPolicyBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .withIngress(fromFriends)
        .withEgress(toSame, toDns)
        .endSpec()
        .build();
  }

  private static NetworkPolicyPeer namespaces(LabelSelector selector) {
    return new NetworkPolicyPeerBuilder().withNamespaceSelector(selector).build();
  }

  private static NetworkPolicyPeer dns() {
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(selector(Map.of(NAMESPACE_NAME, "kube-system")))
        .withPodSelector(selector(Map.of("k8s-app", "kube-dns")))
        .build();
  }

  private static NetworkPolicyPort port(String protocol) {
    return new NetworkPolicyPortBuilder().withNewPort(DNS_PORT).withProtocol(protocol).build();
  }

  private static LabelSelector selector(Map<String, String> labels) {
    return new LabelSelectorBuilder().withMatchLabels(labels).build();
  }

  private Wall() {}
}
