package dev.varve.ingest.push;

/**
 * What a restore point says of itself.
 *
 * @param description what the source was, in words or JSON; sealed before it is sent
 * @param consistency class of consistency, for example "crash-consistent"
 */
public record PointNotes(String description, String consistency) {}
