package dev.cityhall.arch.bad.tenant;

import dev.cityhall.arch.bad.report.ReportThatKnowsCommands;

/** Breaks the order of the rooms. */
public record TenantThatKnowsReports(ReportThatKnowsCommands report) {}
