package dev.cityhall.arch.bad.quota;

/** Named after a kind of work. */
public record QuotaHelper() {}
