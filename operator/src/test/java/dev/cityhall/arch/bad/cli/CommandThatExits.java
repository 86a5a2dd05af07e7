package dev.cityhall.arch.bad.cli;

/** Ends the process by itself. */
public record CommandThatExits() {

  static void end() {
    System.exit(1);
  }
}
