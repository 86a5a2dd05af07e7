package dev.cityhall.cluster;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the process alive, named so that a thread dump can be read. */
public final class DaemonThreads {

  /** Makes threads {@code name-1}, {@code name-2} and so on. */
  public static ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private DaemonThreads() {}
}
