package dev.cityhall.arch.bad.report;

import dev.cityhall.arch.bad.cli.CommandThatKnowsBoot;

/** Breaks the order of the rooms. */
public record ReportThatKnowsCommands(CommandThatKnowsBoot command) {}
