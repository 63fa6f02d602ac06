package dev.varve.repo.retention.guard;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import java.io.IOException;

/**
 * Guards sealed segments against who goes past the daemon. Does not answer whether something may be
 * deleted: {@code Retention} does, and is asked before {@link #release}. Safe for many threads.
 */
public interface Guard {
    /** As of the last look; looks when there was none. Never throws, never waits long. */
    GuardStatus status();

    /** Looks again. */
    GuardStatus probe();

    /**
     * Guards a segment that is closed and durable, until its label's time. Again is harmless.
     *
     * @throws IOException it is not guarded; nothing else is wrong
     */
    void seal(SegmentRef segment, Label label) throws IOException;

    /**
     * Raises the time of a sealed segment; never lowers it.
     *
     * @throws IOException the guard keeps it for the time it had before
     */
    void extend(SegmentRef segment, Label label) throws IOException;

    /**
     * Deletes a segment: on return the file is gone, durably. No descriptor of it may be open for
     * writing.
     *
     * @throws ProtocolException RETENTION_LOCKED when the guard refuses by its own look at clock,
     *     label and ledger; UNAVAILABLE when it does not answer
     */
    void release(SegmentRef segment) throws IOException;
}
