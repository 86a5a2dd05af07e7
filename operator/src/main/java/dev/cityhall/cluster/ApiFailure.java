package dev.cityhall.cluster;

/** A request that the API server did not carry out; the subtypes say what may help. */
public abstract sealed class ApiFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  ApiFailure(int code, String message) {
    super(message);
    this.code = code;
  }

  /** HTTP status; 0 when there was no answer. */
  public int code() {
    return code;
  }

  /** 400, 401, 403, 413, 422: the same request fails until somebody changes something. */
  public static final class Refused extends ApiFailure {
    private static final long serialVersionUID = 1L;

    Refused(int code, String message) {
      super(code, message);
    }
  }

  /** 404. */
  public static final class NotFound extends ApiFailure {
    private static final long serialVersionUID = 1L;

    NotFound(String message) {
      super(404, message);
    }
  }

  /** 409: exists already, or changed since it was read. */
  public static final class Conflict extends ApiFailure {
    private static final long serialVersionUID = 1L;

    Conflict(String message) {
      super(409, message);
    }
  }

  /** 429, 5xx or no answer: it may have been carried out; read before trying again. */
  public static final class Passing extends ApiFailure {
    private static final long serialVersionUID = 1L;

    Passing(int code, String message) {
      super(code, message);
    }
  }

  static ApiFailure of(int code, String message) {
    return switch (code) {
      case 404, 410 -> new NotFound(message);
      case 409 -> new Conflict(message);
      case 400, 401, 403, 405, 413, 415, 422 -> new Refused(code, message);
      default -> new Passing(code, message);
    };
  }
}
