package dev.varve.repo.schedule;

/** A run that ended. */
public record Run(RunStart start, long endedMillis, Outcome outcome) {}
