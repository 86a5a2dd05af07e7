package dev.cityhall.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The API server, as whoever asks sees it.
 *
 * @param address where it is
 * @param kubeconfig the file that says so
 */
record AskedServer(String address, Path kubeconfig) {

  /**
   * Asks the server, and says in our words why there is no answer.
   *
   * @throws Forbidden if whoever asks has no right to read it
   */
  <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw failure(what, e);
    }
  }

  private RuntimeException failure(String what, KubernetesClientException e) {
    var where = "the cluster at " + address;
    if (e.getCode() <= 0) {
      return new QuotaFailure(
          "%s gives no answer (%s); check that it runs and that the address in %s is right"
              .formatted(where, rootOf(e), kubeconfig));
    }
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new Forbidden("you have no right to read %s in %s".formatted(what, where));
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new QuotaFailure(
              "%s does not know the credentials of %s; renew them, or name another file with"
                      .formatted(where, kubeconfig)
                  + " --kubeconfig");
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new QuotaFailure(
              "%s has no resource %s, so CityHall is not installed there; install the chart, or name the kubeconfig of another cluster"
                  .formatted(where, what));
      default -> new QuotaFailure("%s did not give %s: %s".formatted(where, what, e.getMessage()));
    };
  }

  private static String rootOf(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** Whoever asks may not read it. */
  static final class Forbidden extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Forbidden(String message) {
      super(message);
    }
  }
}
