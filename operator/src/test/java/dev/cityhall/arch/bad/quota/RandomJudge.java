package dev.cityhall.arch.bad.quota;

import java.util.concurrent.ThreadLocalRandom;

/** Not pure: judges by chance. */
public record RandomJudge() {

  static boolean judge() {
    return ThreadLocalRandom.current().nextBoolean();
  }
}
