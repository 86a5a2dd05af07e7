package dev.cityhall.bench;

import dev.cityhall.boot.QuickCiphers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import okhttp3.Request;

/** Which cipher suites a client offers. */
enum Tls {
  /** Those of Fabric8's client, in its order. */
  PLAIN,
  /** In the order of the operator. */
  SAME;

  KubernetesClientBuilder on(KubernetesClientBuilder builder) {
    return this == SAME ? builder.withHttpClientFactory(new QuickCiphers()) : builder;
  }

  /** What the API server and OkHttp agree on. */
  String suiteWith(Path kubeconfig) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = on(new KubernetesClientBuilder()).withConfig(config).build()) {
      var http = ((OkHttpClientImpl) client.getHttpClient()).getOkHttpClient();
      var request = new Request.Builder().url(client.getMasterUrl()).build();
      try (var answer = http.newCall(request).execute()) {
        return answer.handshake().tlsVersion().javaName()
            + " "
            + answer.handshake().cipherSuite().javaName();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
