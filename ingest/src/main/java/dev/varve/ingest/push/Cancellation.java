package dev.varve.ingest.push;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;

/**
 * Asks a run to stop. What is durable stays so, and the session can be resumed. Safe for use by
 * many threads.
 */
public final class Cancellation {
    private volatile boolean asked;

    /** From Ctrl-C, say. Returns at once; the run ends with CANCELLED at its next step. */
    public void cancel() {
        asked = true;
    }

    public boolean cancelled() {
        return asked;
    }

    /**
     * Called by workers between two pieces of work.
     *
     * @throws ProtocolException CANCELLED
     */
    public void check() throws ProtocolException {
        if (asked) {
            throw new ProtocolException(
                    ErrorCode.CANCELLED,
                    "cancelled",
                    "run the same command again: it goes on where this one stopped");
        }
    }
}
