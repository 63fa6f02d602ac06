package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.server.TrafficListener;

/** Hears what the session server does, for metrics. Called on any thread; must be quick. */
public interface SessionListener extends TrafficListener {
    SessionListener NONE = new SessionListener() {};

    /** A run came in and was handed to the store. */
    default void runReceived(RecordType type, int bytes) {}

    /** A run became durable, so long after it came. */
    default void runDurable(int bytes, long nanos) {}

    /** A run came a second time and was dropped. */
    default void runRepeated(int bytes) {}

    /** Bytes of records sent to a reader. */
    default void recordsSent(long bytes) {}

    /** A restore point was made. */
    default void committed(long nanos) {}

    /** A client pushes a session now. */
    default void writerJoined() {}

    /** A push ended here: committed, closed, taken over, or its client has gone. */
    default void writerLeft() {}

    /** What is received and not yet durable changed by so much. */
    default void pendingBytes(long change) {}

    /** A request was answered with this error. */
    default void failed(ErrorCode code) {}
}
