package dev.varve.repo.schedule;

import java.io.IOException;

/** Work that the daemon does now and then. */
public interface Job {
    /** Lower-case letters, digits and hyphens; names its file of history, so it never changes. */
    String name();

    /**
     * Does all of it, on a thread of its own; never twice at the same time. When {@link
     * JobContext#stopAsked} it ends soon with CANCELLED, having saved a token to go on from.
     *
     * @return that all is done, even if a stop was asked for meanwhile
     * @throws dev.varve.protocol.error.ProtocolException CANCELLED after a stop was asked for
     * @throws IOException the run failed; it is shown with its words
     */
    JobResult run(JobContext context) throws IOException, InterruptedException;
}
