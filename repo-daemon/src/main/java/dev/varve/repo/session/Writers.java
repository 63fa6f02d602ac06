package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.PushStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who pushes which session: one writer each. Remembers writers without connections for a while, so
 * that runs sent twice are stored once. Safe for use by many threads.
 */
final class Writers {
    /** Deserted writers beyond this are forgotten, oldest first: their runs may be stored twice. */
    private static final int MOST_REMEMBERED = 1024;

    private final Limits limits;
    private final int writersPerClient;
    private final SessionListener listener;
    private final Map<Uid, SessionWriter> bySession = new LinkedHashMap<>();

    Writers(Limits limits, int writersPerClient, SessionListener listener) {
        this.limits = limits;
        this.writersPerClient = writersPerClient;
        this.listener = listener;
    }

    /**
     * Binds {@code connection} to the session's writer {@code writerId}, which may be a new one.
     *
     * @param rejoin never takes the session from another writer
     * @throws ProtocolException SESSION_BUSY, LIMIT_REACHED, or what the writer failed with
     */
    SessionWriter join(
            PushStore store,
            Uid writerId,
            boolean rejoin,
            String client,
            ClientConnection connection,
            int handle)
            throws ProtocolException {
        SessionWriter before;
        SessionWriter writer;
        synchronized (this) {
            before = bySession.get(store.sessionId());
            boolean same = before != null && before.writerId().equals(writerId);
            if (before != null && same) {
                before.join(connection, handle);
                return before;
            }
            if (rejoin && before != null) {
                throw new ProtocolException(
                        ErrorCode.SESSION_BUSY,
                        "session " + store.sessionId() + " is pushed by another process",
                        "one process pushes a session at a time");
            }
            requireRoom(client, before);
            writer = new SessionWriter(writerId, client, store, limits, rejoin);
            writer.join(connection, handle);
            bySession.remove(store.sessionId());
            bySession.put(store.sessionId(), writer);
            forgetDeserted();
        }
        listener.writerJoined();
        if (before != null) {
            before.supersede(connection);
            listener.writerLeft();
        }
        return writer;
    }

    /** The session was committed or given up. */
    void end(SessionWriter writer) {
        synchronized (this) {
            if (!bySession.remove(writer.store().sessionId(), writer)) {
                return;
            }
        }
        listener.writerLeft();
    }

    private void requireRoom(String client, @Nullable SessionWriter replaced)
            throws ProtocolException {
        long active =
                bySession.values().stream()
                        .filter(writer -> writer != replaced && !writer.deserted())
                        .filter(writer -> writer.client().equals(client))
                        .count();
        if (active >= writersPerClient) {
            throw new ProtocolException(
                    ErrorCode.LIMIT_REACHED,
                    "client " + client + " pushes " + active + " sessions already",
                    "wait for one of them to end");
        }
    }

    private void forgetDeserted() {
        Iterator<SessionWriter> oldest = bySession.values().iterator();
        while (bySession.size() > MOST_REMEMBERED && oldest.hasNext()) {
            if (oldest.next().deserted()) {
                oldest.remove();
                listener.writerLeft();
            }
        }
    }
}
