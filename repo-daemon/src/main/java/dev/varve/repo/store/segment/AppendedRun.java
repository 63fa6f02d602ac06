package dev.varve.repo.store.segment;

/** Where a run of records lies, durable and applied. */
public record AppendedRun(long segmentId, long offsetBytes, int lengthBytes) {}
