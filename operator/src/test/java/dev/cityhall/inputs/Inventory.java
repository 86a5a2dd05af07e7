package dev.cityhall.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.testing.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stands in the cluster, byte for byte: to show afterwards that nobody has touched it. */
final class Inventory {

  private static final List<String> COLLECTIONS =
      List.of(
          "/api/v1/namespaces/%s/configmaps",
          "/api/v1/namespaces/%s/limitranges",
          "/api/v1/namespaces/%s/persistentvolumeclaims",
          "/api/v1/namespaces/%s/pods",
          "/api/v1/namespaces/%s/resourcequotas",
          "/api/v1/namespaces/%s/secrets",
          "/api/v1/namespaces/%s/serviceaccounts",
          "/api/v1/namespaces/%s/services",
          "/apis/apps/v1/namespaces/%s/deployments",
          "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies",
          "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings",
          "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/roles");

  /** The namespace and all in it, by path; with versions and managers, as the server stores it. */
  static Map<String, String> of(KubernetesClient client, String namespace) {
    var found = new TreeMap<String, String>();
    found.put(namespace, client.raw("/api/v1/namespaces/" + namespace));
    for (var pattern : COLLECTIONS) {
      var collection = pattern.formatted(namespace);
      var items = Serialization.unmarshal(client.raw(collection), JsonNode.class).path("items");
      items.forEach(
          item ->
              found.put(collection + "/" + item.at("/metadata/name").asText(), item.toString()));
    }
    return found;
  }

  /** Waits until the controllers of Kubernetes have put into a new namespace what they put. */
  static void awaitFurnished(KubernetesClient client, String namespace) {
    Await.until(
        "the control plane has furnished " + namespace,
        () ->
            client.serviceAccounts().inNamespace(namespace).withName("default").get() != null
                && client.configMaps().inNamespace(namespace).withName("kube-root-ca.crt").get()
                    != null);
  }

  private Inventory() {}
}
