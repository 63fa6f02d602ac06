package dev.varve.repo.schedule;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;

/** What a run is told, and tells. For the thread of the run and those that work for it. */
public interface JobContext {
    /** The longest token. */
    int MOST_TOKEN_BYTES = 64 << 10;

    /**
     * How far it is.
     *
     * @param total zero: not known
     * @param unit such as {@code bytes} or {@code points}
     */
    void progress(long done, long total, String unit);

    /** The run is to end soon: cancelled, its window over, or the daemon stopping. */
    boolean stopAsked();

    /**
     * Goes on unless a stop was asked for.
     *
     * @throws ProtocolException CANCELLED
     */
    default void proceed() throws ProtocolException {
        if (stopAsked()) {
            throw new ProtocolException(ErrorCode.CANCELLED, "the job was asked to stop", "");
        }
    }

    /**
     * What the run before saved and did not bring to an end; empty: begin at the beginning. May be
     * of an older version of the job.
     */
    byte[] resumeToken();

    /**
     * Given back to the next run, unless this one succeeds. On disk when this returns, if the disk
     * takes it.
     *
     * @throws IllegalArgumentException when it is over {@link #MOST_TOKEN_BYTES}
     */
    void saveToken(byte[] token);
}
