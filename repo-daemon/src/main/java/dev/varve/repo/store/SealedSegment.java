package dev.varve.repo.store;

import dev.varve.protocol.message.Label;

/**
 * A segment that is never written again, and how long it is locked.
 *
 * @param data true: of class data; false: of class meta
 */
public record SealedSegment(long segmentId, boolean data, Label label) {}
