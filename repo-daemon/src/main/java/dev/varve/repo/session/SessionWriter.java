package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.PushStore;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one client process that pushes a session, over however many connections, and however often
 * they are made again. Safe for use by many threads.
 */
final class SessionWriter {
    private final Uid writerId;
    private final String client;
    private final Limits limits;
    private final Map<Integer, IncomingStream> streams = new HashMap<>();
    private final Map<ClientConnection, Integer> connections = new LinkedHashMap<>();
    private final PushStore store;
    private final boolean pastUnknown;
    private @Nullable ProtocolException failure;

    /**
     * @param pastUnknown this writer pushed before, and nobody here remembers what
     */
    SessionWriter(
            Uid writerId, String client, PushStore store, Limits limits, boolean pastUnknown) {
        this.writerId = writerId;
        this.client = client;
        this.store = store;
        this.limits = limits;
        this.pastUnknown = pastUnknown;
    }

    Uid writerId() {
        return writerId;
    }

    String client() {
        return client;
    }

    PushStore store() {
        return store;
    }

    /** Takes over {@code payload}; drops it when this writer has failed or was superseded. */
    void take(RecordType type, FrameHeader header, ByteBuf payload, ClientConnection from)
            throws ProtocolException {
        IncomingStream stream;
        synchronized (this) {
            if (failure != null) {
                payload.release();
                return;
            }
            if (header.streamNumber() >= limits.getStreams() || header.sequence() < 1) {
                payload.release();
                throw new ProtocolException(
                        ErrorCode.BAD_FRAME,
                        "run "
                                + header.sequence()
                                + " on stream "
                                + header.streamNumber()
                                + " of "
                                + limits.getStreams(),
                        "");
            }
            stream =
                    streams.computeIfAbsent(
                            header.streamNumber(),
                            number -> new IncomingStream(this, limits, from, pastUnknown));
        }
        stream.take(store, type, header.stream(), header.sequence(), payload, from);
    }

    /** Nothing more is taken; every connection is told. The first failure stays. */
    void fail(ProtocolException cause) {
        Map<ClientConnection, Integer> told;
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
            told = new LinkedHashMap<>(connections);
        }
        told.forEach((connection, handle) ->
                connection.sendFailure(FrameHeader.streamOf(handle, 0), 0, cause));
    }

    /** Another writer has the session now, whose first connection is {@code successor}. */
    void supersede(ClientConnection successor) {
        fail(
                new ProtocolException(
                        ErrorCode.SESSION_BUSY,
                        "session " + store.sessionId() + " was taken over by another process",
                        "one process pushes a session at a time"));
        Map<ClientConnection, Integer> closed;
        synchronized (this) {
            closed = new LinkedHashMap<>(connections);
            connections.clear();
        }
        closed.keySet().stream()
                .filter(connection -> connection != successor)
                .forEach(connection -> connection.closeUnlessUsed(this));
    }

    /**
     * Binds a connection.
     *
     * @throws ProtocolException what this writer failed with
     */
    synchronized void join(ClientConnection connection, int handle) throws ProtocolException {
        if (failure != null) {
            throw failure;
        }
        connections.put(connection, handle);
    }

    /** True when nobody is left. */
    synchronized boolean leave(ClientConnection connection) {
        connections.remove(connection);
        return connections.isEmpty();
    }

    synchronized boolean deserted() {
        return connections.isEmpty();
    }
}
