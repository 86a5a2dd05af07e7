package dev.cityhall.arch.bad.newcomer;

/** In a room that has no level, in a package that is not null-marked. */
public record NewcomerWithoutLevel() {}
