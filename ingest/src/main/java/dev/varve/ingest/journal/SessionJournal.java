package dev.varve.ingest.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one session had made durable at the daemon, kept so that the next run neither reads nor
 * sends it again. Survives kill -9. Safe for use by many threads.
 */
public interface SessionJournal extends AutoCloseable {
    /** The session that an earlier run left here; empty when none, or when it was damaged. */
    Optional<JournaledSession> session();

    /** Begins the journal of a session; whatever was there is dropped. */
    void begin(JournaledSession session);

    /** The units noted for one image, in order; each buffer is valid during the call only. */
    void forEachUnit(int image, Consumer<ByteBuffer> unit);

    /** Notes a unit of an image as durable at the daemon; position to limit, left as it was. */
    void unitDone(int image, ByteBuffer unit);

    /** Ends the session's journal: its point is committed, or it was given up. */
    void delete();

    /** Leaves it for the next run. */
    @Override
    void close();
}
