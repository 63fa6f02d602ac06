package dev.varve.repo.retention.guard;

import java.io.IOException;

/** Where the helper looks up, itself, what the ledger says. */
@FunctionalInterface
public interface IntentSource {
    /** Knows of no intent, so that nothing that was sealed is ever deleted. */
    IntentSource NONE = segmentId -> false;

    /** True when the ledger has a SEGMENT_DELETE_INTENT entry for that segment. */
    boolean intended(long segmentId) throws IOException;
}
