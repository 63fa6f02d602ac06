package dev.varve.repo.store.segment;

import java.time.Duration;

/**
 * Sizes and bounds of the record store.
 *
 * @param segmentBytes a segment is sealed when it has grown past this
 * @param idle a segment that got nothing for this long is sealed
 * @param pendingBytes most bytes written and not yet durable; appends wait beyond
 * @param reserveBytes room on the disk that appends leave, or 2 % of the disk when that is less
 * @param flushBytes the index is flushed after this many bytes of records, which bounds how much is
 *     applied again after a crash
 * @param openFiles most segments kept open for reading
 * @param readWindowBytes most bytes that one batch read holds ahead of its sink
 */
public record SegmentSettings(
        long segmentBytes,
        Duration idle,
        long pendingBytes,
        long reserveBytes,
        long flushBytes,
        int openFiles,
        int readWindowBytes) {
    public SegmentSettings {
        if (segmentBytes < 1 << 10 || segmentBytes > 1L << 40) {
            throw new IllegalArgumentException("segmentBytes " + segmentBytes);
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("idle " + idle);
        }
        if (pendingBytes < 1 || reserveBytes < 0 || flushBytes < 1) {
            throw new IllegalArgumentException("bounds must be positive");
        }
        if (openFiles < 1 || readWindowBytes < 1) {
            throw new IllegalArgumentException("bounds must be positive");
        }
    }

    public static SegmentSettings defaults() {
        return new SegmentSettings(
                256L << 20, Duration.ofMinutes(5), 64L << 20, 1L << 30, 4L << 30, 512, 8 << 20);
    }
}
