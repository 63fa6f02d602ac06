package dev.varve.ingest.tree;

import dev.varve.ingest.push.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run could not do as asked, though it went on: all counted, the first ones kept. Safe for
 * several threads.
 */
public final class Warnings {
    private static final int MOST_KEPT = 1000;

    private final List<String> kept = new ArrayList<>();
    private final Progress progress;
    private long count;

    public Warnings(Progress progress) {
        this.progress = progress;
    }

    public synchronized void add(String warning) {
        count++;
        progress.addWarnings(1);
        if (kept.size() < MOST_KEPT) {
            kept.add(warning);
        }
    }

    public synchronized long count() {
        return count;
    }

    /** The first thousand. */
    public synchronized List<String> kept() {
        return List.copyOf(kept);
    }
}
