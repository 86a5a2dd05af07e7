package dev.cityhall.arch.bad.cli;

import dev.cityhall.arch.bad.boot.BootOfEverything;

/** Breaks the order of the rooms. */
public record CommandThatKnowsBoot(BootOfEverything boot) {}
