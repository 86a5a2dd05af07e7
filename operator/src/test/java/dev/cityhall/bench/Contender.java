package dev.cityhall.bench;

import java.util.List;

/** One of the two that are compared: a process that is ready and waits to be set to work. */
interface Contender extends AutoCloseable {

  long pid();

  /** Whom the API server takes it for. */
  String user();

  /** Value of the label that its objects carry. */
  String manager();

  /**
   * Does the whole work.
   *
   * @return seconds from the first request until all is done
   */
  double run();

  /** What went wrong. */
  List<String> failures();

  @Override
  void close();
}
