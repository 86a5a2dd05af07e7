package dev.cityhall.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.cityhall.cli.RunCommand.Settings;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Shell;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientImpl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cipher suites the operator's client and a server agree on. */
class QuickCiphersTest {

  private static final String PASSWORD = "loopback";

  @TempDir private Path folder;

  @Test
  void anApiServerTakesTheQuickerCipher() throws IOException {
    assertThat(suiteWith(ControlPlane.shared().kubeconfig()))
        .isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
  }

  /** Such a server follows the client's order, as the second of the two lines for each shows. */
  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256",
    "TLSv1.3, TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256, TLS_CHACHA20_POLY1305_SHA256",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,"
        + " TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  })
  void aServerWithoutItStillGetsItsOwn(String version, String suites, String expected)
      throws IOException, GeneralSecurityException {
    var server = server(version, suites.split(" "));
    try {
      assertThat(suiteWith(kubeconfig(server.getAddress().getPort()))).isEqualTo(expected);
    } finally {
      server.stop(0);
    }
  }

  private static String suiteWith(Path kubeconfig) throws IOException {
    var settings = new Settings(kubeconfig, "n", "s", false, "127.0.0.1:0", 1, 1, "v1.36");
    try (var client = Clients.of(settings, Clients.lenientMapper())) {
      var http = ((OkHttpClientImpl) client.getHttpClient()).getOkHttpClient();
      var request = new Request.Builder().url(client.getMasterUrl()).build();
      try (var answer = http.newCall(request).execute()) {
        return answer.handshake().cipherSuite().javaName();
      }
    }
  }

  private HttpsServer server(String version, String... suites)
      throws IOException, GeneralSecurityException {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(certified()) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setProtocols(new String[] {version});
            ssl.setCipherSuites(suites);
            ssl.setUseCipherSuitesOrder(false);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private SSLContext certified() throws IOException, GeneralSecurityException {
    var file = folder.resolve("server.p12");
    Shell.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=localhost",
            "-alias",
            "server",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString()));
    var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private Path kubeconfig(int port) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {}}]
        current-context: c
        """
            .formatted(port));
  }
}
