package dev.varve.repo.session;

import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.repo.store.CheckMonitor;
import java.util.concurrent.TimeUnit;

/** Sends a check's progress, not more than a few times a second. */
final class CheckRun implements CheckMonitor, Cancellable {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ClientConnection connection;
    private final long number;
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;
    private volatile boolean cancelled;

    CheckRun(ClientConnection connection, long number) {
        this.connection = connection;
        this.number = number;
    }

    @Override
    public void progress(CheckProgress progress) {
        long now = System.nanoTime();
        if (now - lastNanos >= INTERVAL_NANOS && connection.network().writable()) {
            lastNanos = now;
            connection.network().send(FrameType.CHECK_PROGRESS, 0, number, progress);
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled || !connection.network().open();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
