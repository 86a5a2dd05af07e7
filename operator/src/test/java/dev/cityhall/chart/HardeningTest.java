package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

class HardeningTest {

  private static final Deployment DEPLOYMENT = Chart.render(Deployment.class).get(0);
  private static final PodSpec POD = DEPLOYMENT.getSpec().getTemplate().getSpec();
  private static final Container CONTAINER = POD.getContainers().get(0);

  @Test
  void podSatisfiesPodSecurityRestricted() {
    var pod = POD.getSecurityContext();
    var container = CONTAINER.getSecurityContext();

    assertThat(pod.getRunAsNonRoot()).isTrue();
    assertThat(pod.getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getPrivileged()).isNull();
    assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getCapabilities().getAdd()).isEmpty();
    assertThat(POD.getHostNetwork()).isNull();
    assertThat(POD.getHostPID()).isNull();
    assertThat(POD.getHostIPC()).isNull();
    assertThat(POD.getContainers()).singleElement();
    assertThat(POD.getVolumes()).allSatisfy(volume -> assertThat(volume.getEmptyDir()).isNotNull());
  }

  @Test
  void onlyTmpCanBeWritten() {
    assertThat(CONTAINER.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(CONTAINER.getVolumeMounts())
        .singleElement()
        .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
  }

  @Test
  void onlyTheOperatorsPodGetsTheToken() {
    var account = Chart.render(ServiceAccount.class).get(0);

    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(POD.getAutomountServiceAccountToken()).isTrue();
    assertThat(POD.getServiceAccountName()).isEqualTo(account.getMetadata().getName());
  }

  @Test
  void imageNamesNoRegistry() {
    assertThat(CONTAINER.getImage()).isEqualTo("cityhall/operator:0.1.0");
  }

  @Test
  void runsAsTheOperatorOfItsNamespace() {
    assertThat(CONTAINER.getArgs())
        .containsExactly(
            "run",
            "--in-cluster",
            "--leader-elect",
            "--namespace",
            Chart.NAMESPACE,
            "--http",
            "0.0.0.0:8080");
    assertThat(CONTAINER.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
    assertThat(CONTAINER.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
  }

  @Test
  void survivesTheLossOfANode() {
    assertThat(DEPLOYMENT.getSpec().getReplicas()).isEqualTo(2);
    assertThat(
            POD.getAffinity()
                .getPodAntiAffinity()
                .getPreferredDuringSchedulingIgnoredDuringExecution())
        .isNotEmpty();
    assertThat(POD.getTopologySpreadConstraints()).isNotEmpty();
  }

  @Test
  void neverStopsTheDrainingOfANode() {
    var budget = Chart.render(PodDisruptionBudget.class).get(0).getSpec();

    assertThat(budget.getMinAvailable()).isNull();
    assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
  }

  @Test
  void wallLetsInProbesAndMetricsAndOutDnsAndTheApiServer() {
    var wall = Chart.render(NetworkPolicy.class).get(0).getSpec();

    assertThat(wall.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(wall.getPodSelector().getMatchLabels())
        .isEqualTo(DEPLOYMENT.getSpec().getSelector().getMatchLabels());
    assertThat(wall.getIngress()).singleElement();
    assertThat(wall.getIngress().get(0).getPorts())
        .extracting(port -> port.getPort().getValue())
        .containsExactly("http");
    assertThat(wall.getEgress())
        .extracting(
            rule -> rule.getPorts().stream().map(port -> port.getPort().getValue()).toList())
        .containsExactly(List.of(53, 53), List.of(443, 6443));
  }
}
