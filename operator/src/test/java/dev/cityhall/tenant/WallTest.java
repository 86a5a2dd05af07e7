package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WallTest {

  private static final Map<String, String> OWN = Map.of("cityhall.dev/department", "tax");

  @Test
  void standsBeforeEveryPodInBothDirections() {
    var wall = wall(List.of(), List.of());

    assertThat(wall.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
    assertThat(wall.getSpec().getPodSelector().getMatchExpressions()).isNullOrEmpty();
    assertThat(wall.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
  }

  @Test
  void letsInOnlyTheSameDepartmentAndTheNamedNamespaces() {
    var wall = wall(List.of("ingress"), List.of("monitoring"));

    assertThat(wall.getSpec().getIngress()).hasSize(1);
    assertThat(wall.getSpec().getIngress().get(0).getPorts()).isNullOrEmpty();
    assertThat(namespacesOf(wall.getSpec().getIngress().get(0).getFrom()))
        .containsExactly(OWN, named("ingress"), named("monitoring"));
  }

  @Test
  void letsInOnlyTheSameDepartmentWhereNothingIsNamed() {
    var wall = wall(List.of(), List.of());

    assertThat(namespacesOf(wall.getSpec().getIngress().get(0).getFrom())).containsExactly(OWN);
  }

  @Test
  void namesANamespaceOnceThatIsBothIngressAndMonitoring() {
    var wall = wall(List.of("platform"), List.of("platform", "monitoring"));

    assertThat(namespacesOf(wall.getSpec().getIngress().get(0).getFrom()))
        .containsExactly(OWN, named("platform"), named("monitoring"));
  }

  @Test
  void letsOutOnlyToTheSameDepartmentAndToDns() {
    var egress = wall(List.of("ingress"), List.of("monitoring")).getSpec().getEgress();

    assertThat(egress).hasSize(2);
    assertThat(namespacesOf(egress.get(0).getTo())).containsExactly(OWN);
    assertThat(egress.get(0).getPorts()).isNullOrEmpty();
    assertThat(namespacesOf(egress.get(1).getTo())).containsExactly(named("kube-system"));
    assertThat(egress.get(1).getTo().get(0).getPodSelector().getMatchLabels())
        .isEqualTo(Map.of("k8s-app", "kube-dns"));
    assertThat(egress.get(1).getPorts())
        .extracting(port -> port.getProtocol() + " " + port.getPort().getValue())
        .containsExactly("UDP 53", "TCP 53");
  }

  @Test
  void noPeerIsEmptyForAnEmptyPeerWouldBeEverybody() {
    var spec = wall(List.of("ingress"), List.of("monitoring")).getSpec();
    var peers = new ArrayList<>(spec.getIngress().get(0).getFrom());
    spec.getEgress().forEach(rule -> peers.addAll(rule.getTo()));

    assertThat(peers)
        .allSatisfy(
            peer -> {
              assertThat(peer.getNamespaceSelector().getMatchLabels()).hasSize(1);
              assertThat(peer.getIpBlock()).isNull();
            });
  }

  private static NetworkPolicy wall(List<String> ingress, List<String> monitoring) {
    var metadata = new ObjectMetaBuilder().withName("wall").build();
    return Wall.of(metadata, "tax", ingress, monitoring);
  }

  private static Map<String, String> named(String namespace) {
    return Map.of("kubernetes.io/metadata.name", namespace);
  }

  private static List<Map<String, String>> namespacesOf(List<NetworkPolicyPeer> peers) {
    return peers.stream().map(peer -> peer.getNamespaceSelector().getMatchLabels()).toList();
  }
}
