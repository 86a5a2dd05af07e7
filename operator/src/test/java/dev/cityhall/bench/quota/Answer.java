package dev.cityhall.bench.quota;

/** What became of a create. */
enum Answer {
  CREATED,
  /** 403, exceeded quota: the API server has no room for it. */
  REFUSED,
  /** 409: the native quota was changed by others three times meanwhile. */
  CONFLICT,
  /** Anything else that was answered. */
  OTHER,
  /** The API server went away; the pod may exist or not. */
  NO_ANSWER;

  static Answer of(int code, String body) {
    if (code == 201) {
      return CREATED;
    }
    if (code == 403 && body.contains("exceeded quota")) {
      return REFUSED;
    }
    return code == 409 ? CONFLICT : OTHER;
  }
}
