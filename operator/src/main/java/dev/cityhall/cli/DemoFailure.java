package dev.cityhall.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** The demo cannot go on; the message is for the user. */
final class DemoFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }

  DemoFailure(String message, Throwable cause) {
    super(message + ": " + messageOf(cause), cause);
  }

  /** What to tell the user of any failure; of the API server's, its own words. */
  static String messageOf(Throwable failure) {
    if (failure instanceof DemoFailure demo) {
      return String.valueOf(demo.getMessage());
    }
    if (failure instanceof KubernetesClientException client && client.getStatus() != null) {
      return client.getStatus().getMessage();
    }
    return failure.toString();
  }
}
