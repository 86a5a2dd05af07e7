package dev.cityhall.boot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import dev.cityhall.cli.RunCommand.Settings;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.WatchSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The client of the operator process. It reads leniently: a resource that a newer or older schema
 * let in is read as far as it can be, so that one unreadable object never stops the others.
 */
final class Clients {

  static KubernetesClient of(Settings settings, ObjectMapper mapper) {
    var kubeconfig = settings.kubeconfig();
    var config =
        kubeconfig == null
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(kubeconfig.toFile());
    var tuned =
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(2)
            .withRequestTimeout(60_000)
            .withUserAgent(ApiServer.AGENT)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(tuned)
        .withHttpClientFactory(http())
        .withKubernetesSerialization(new WatchSerialization(mapper))
        .build();
  }

  /** The one on the class path: OkHttp, which ships, or what a bench has put in its place. */
  private static HttpClient.Factory http() {
    var found = HttpClientUtils.getHttpClientFactory();
    return found.getClass().getSimpleName().startsWith("OkHttp") ? new QuickCiphers() : found;
  }

  static ObjectMapper lenientMapper() {
    return new ObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
        .addHandler(new UnreadableAsAbsent());
  }

  /** A field of the wrong type counts as absent. */
  private static final class UnreadableAsAbsent extends DeserializationProblemHandler {

    @Override
    public @Nullable Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String value, String failure) {
      return null;
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> type, Number value, String failure) {
      return null;
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
        DeserializationContext context,
        JavaType type,
        JsonToken token,
        JsonParser parser,
        String failure)
        throws IOException {
      parser.skipChildren();
      return null;
    }
  }

  private Clients() {}
}
