package dev.cityhall.scenario;

import java.util.regex.Pattern;

/** Writes quantities of a grant or pool another way that means the same. */
final class Spelling {

  private static final Pattern QUANTITY =
      Pattern.compile("(?m)^(\\s+[a-z./]*(?:cpu|memory|storage|pods): *)\"?([0-9]+)(Gi|Ti)?\"?$");

  /** {@code 4} becomes {@code 4000m}, {@code 4Gi} {@code 4096Mi}, {@code 2Ti} {@code 2048Gi}. */
  static String another(String yaml) {
    return QUANTITY
        .matcher(yaml)
        .replaceAll(
            match -> {
              var amount = Long.parseLong(match.group(2));
              var spelt =
                  match.group(3) == null
                      ? amount * 1000 + "m"
                      : amount * 1024 + (match.group(3).equals("Gi") ? "Mi" : "Gi");
              return match.group(1) + "\"" + spelt + "\"";
            });
  }

  private Spelling() {}
}
