package dev.varve.repo.alarm;

import java.io.IOException;

/** Tells somebody. Confined to one thread. */
public interface Notifier {
    /** For the log, without any secret. */
    String name();

    /**
     * Tells it, within a bounded time.
     *
     * @throws dev.varve.protocol.error.ProtocolException of a code that is not retriable: the
     *     receiver will never take it
     * @throws IOException it may be taken later
     */
    void send(AlarmNotice notice) throws IOException, InterruptedException;
}
