package dev.cityhall.cli;

/** A department's quotas cannot be told; the message is for the user. */
final class QuotaFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  QuotaFailure(String message) {
    super(message);
  }
}
