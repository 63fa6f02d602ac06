package dev.varve.repo.session;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together have received and not made durable. Above the bound nobody is read;
 * below three quarters of it those who stopped go on. Safe for use by many threads.
 */
final class PendingBytes {
    private final long most;
    private final long goOnBelow;
    private final SessionListener listener;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<ClientConnection> paused = ConcurrentHashMap.newKeySet();

    PendingBytes(long most, SessionListener listener) {
        this.most = most;
        this.goOnBelow = most / 4 * 3;
        this.listener = listener;
    }

    void add(long length) {
        bytes.addAndGet(length);
        listener.pendingBytes(length);
    }

    void remove(long length) {
        long left = bytes.addAndGet(-length);
        listener.pendingBytes(-length);
        if (left < goOnBelow && !paused.isEmpty()) {
            for (ClientConnection connection : List.copyOf(paused)) {
                if (paused.remove(connection)) {
                    connection.updateReadingSoon();
                }
            }
        }
    }

    /** True when {@code connection} must stop; it is called again when it may go on. */
    boolean exhausted(ClientConnection connection) {
        if (bytes.get() < most) {
            return false;
        }
        paused.add(connection);
        // All may have become durable between the question and the entry.
        if (bytes.get() < goOnBelow && paused.remove(connection)) {
            return false;
        }
        return true;
    }

    void forget(ClientConnection connection) {
        paused.remove(connection);
    }
}
