package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.Label;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard as the store calls it: to seal never fails a push. What could not be sealed or raised
 * is kept, up to a bound, and tried again by {@link #retry}. Safe for many threads.
 */
public final class SegmentGuard {
    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentGuard.class);
    private static final int MOST_OWED = 65_536;

    private final Guard guard;
    private final Map<SegmentRef, Label> owed = new LinkedHashMap<>();

    public SegmentGuard(Guard guard) {
        this.guard = guard;
    }

    /** What is below, for status and deletion. */
    public Guard guard() {
        return guard;
    }

    /** A segment is closed, durable, and no longer open for writing; or its label was raised. */
    public void seal(SegmentRef segment, Label label) {
        try {
            guard.seal(segment, label);
        } catch (IOException failed) {
            owe(segment, label);
            LOGGER.atWarn()
                    .addKeyValue("segment", segment)
                    .addKeyValue("reason", failed.getMessage())
                    .log("segment is not guarded yet");
        }
    }

    /** After {@code Retention} allowed it and the ledger has the intent: see {@link Guard}. */
    public void delete(SegmentRef segment) throws IOException {
        synchronized (owed) {
            owed.remove(segment);
        }
        guard.release(segment);
    }

    /** How many wait to be guarded. */
    public int owed() {
        synchronized (owed) {
            return owed.size();
        }
    }

    /** Tries all that wait once, and stops at the first failure; true when none waits now. */
    public boolean retry() {
        Map<SegmentRef, Label> waiting;
        synchronized (owed) {
            waiting = new LinkedHashMap<>(owed);
        }
        for (Map.Entry<SegmentRef, Label> entry : waiting.entrySet()) {
            try {
                guard.seal(entry.getKey(), entry.getValue());
            } catch (IOException stillNot) {
                return false;
            }
            synchronized (owed) {
                owed.remove(entry.getKey(), entry.getValue());
            }
        }
        return owed() == 0;
    }

    /** Beyond the bound the audit finds it. */
    private void owe(SegmentRef segment, Label label) {
        synchronized (owed) {
            if (owed.containsKey(segment) || owed.size() < MOST_OWED) {
                owed.merge(segment, label, Labels::join);
            }
        }
    }
}
