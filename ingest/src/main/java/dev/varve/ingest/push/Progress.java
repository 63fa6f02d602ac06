package dev.varve.ingest.push;

import java.util.concurrent.atomic.LongAdder;

/**
 * How far a run is. Many threads count, and whoever draws a bar polls; all figures only grow. Safe
 * for use by many threads.
 */
public final class Progress {
    private final LongAdder totalBytes = new LongAdder();
    private final LongAdder doneBytes = new LongAdder();
    private final LongAdder readBytes = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder files = new LongAdder();
    private final LongAdder warnings = new LongAdder();

    /** The figures at one moment. */
    public record Snapshot(
            long totalBytes,
            long doneBytes,
            long readBytes,
            long sentBytes,
            long files,
            long warnings) {}

    /** What there is to do, as soon as it is known; may grow while a tree is walked. */
    public void addTotalBytes(long bytes) {
        totalBytes.add(bytes);
    }

    /** Dealt with: read, skipped as unchanged, a hole, or done by an earlier run. */
    public void addDoneBytes(long bytes) {
        doneBytes.add(bytes);
    }

    /** Read from the source, or fetched and opened in a restore. */
    public void addReadBytes(long bytes) {
        readBytes.add(bytes);
    }

    /** Put into runs for the daemon, or written to the target in a restore. */
    public void addSentBytes(long bytes) {
        sentBytes.add(bytes);
    }

    public void addFiles(long count) {
        files.add(count);
    }

    public void addWarnings(long count) {
        warnings.add(count);
    }

    public Snapshot snapshot() {
        return new Snapshot(
                totalBytes.sum(),
                doneBytes.sum(),
                readBytes.sum(),
                sentBytes.sum(),
                files.sum(),
                warnings.sum());
    }
}
