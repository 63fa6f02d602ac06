package dev.varve.ingest.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a restore has done so far. Safe for several threads. */
final class RestoreCounts {
    private static final int MOST_DAMAGED = 1000;

    private final LongAdder files = new LongAdder();
    private final LongAdder directories = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final List<String> damaged = new ArrayList<>();

    void file(long contentBytes) {
        files.increment();
        bytes.add(contentBytes);
    }

    void directory() {
        directories.increment();
    }

    void kept() {
        kept.increment();
    }

    synchronized void damaged(String what) {
        if (damaged.size() < MOST_DAMAGED) {
            damaged.add(what);
        }
    }

    synchronized TreeRestoreResult result() {
        return new TreeRestoreResult(
                files.sum(), directories.sum(), kept.sum(), bytes.sum(), damaged);
    }
}
