package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.WatchSerialization;
import dev.cityhall.cluster.WriteRehearsal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is rehearsed, without any server; that it writes nothing is seen where operators start. */
class RehearsalTest {

  private static final Config NOWHERE =
      new ConfigBuilder(Config.empty())
          .withMasterUrl("http://localhost:1")
          .withRequestRetryBackoffLimit(0)
          .build();

  private final KubernetesClient client = client();
  private final WriteRehearsal writes =
      new WriteRehearsal(client, new ApiServer(client, (verb, plural) -> {}));
  private final Rehearsal rehearsal = new Rehearsal(writes, Runnable::run, System::nanoTime);

  private static KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(NOWHERE)
        .withKubernetesSerialization(new WatchSerialization(new ObjectMapper()))
        .build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void everyObjectOfADepartmentIsRehearsed() {
    rehearsal.rehearse("tax");

    assertThat(writes.rehearsed())
        .contains(
            "/api/v1/namespaces/tax",
            "/api/v1/namespaces/tax-system0-prod",
            "/api/v1/namespaces/tax-system0-prod/resourcequotas/cityhall",
            "/api/v1/namespaces/tax-system0-prod/limitranges/cityhall",
            "/api/v1/namespaces/tax-system0-prod/serviceaccounts/default",
            "/api/v1/namespaces/tax-system0-prod/persistentvolumeclaims/data",
            "/apis/networking.k8s.io/v1/namespaces/tax-system0-prod/networkpolicies/cityhall-wall")
        .filteredOn(path -> path.contains("/tax-system3-prod/rolebindings/"))
        .hasSize(5);
  }

  @Test
  void theDepartmentIsReadAgainWithItsStatus() {
    var tenant = rehearsal.rehearse("tax");

    assertThat(tenant.getStatus()).isNotNull();
    assertThat(tenant.getStatus().namespaces()).hasSize(5);
    assertThat(tenant.getStatus().summary()).isEqualTo("5/5");
  }

  @Test
  void aServerThatDoesNotAnswerStopsNothing() {
    rehearsal.run();

    assertThat(writes.rehearsed()).anyMatch(path -> path.endsWith("/rehearsal-1"));
  }
}
