package dev.varve.repo.daemon;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.admin.AdminServer;
import dev.varve.repo.admin.DaemonState;
import dev.varve.repo.config.ListenAddress;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The admin side, starting on a thread of its own. */
final class AdminStart implements AutoCloseable {
    private final FutureTask<AdminServer> starting;

    private AdminStart(FutureTask<AdminServer> starting) {
        this.starting = starting;
    }

    static AdminStart begin(ListenAddress listen, DaemonState state) {
        FutureTask<AdminServer> starting = new FutureTask<>(() -> AdminServer.start(listen, state));
        Thread.ofPlatform().daemon().name("admin-start").start(starting);
        return new AdminStart(starting);
    }

    /**
     * Waits until it serves.
     *
     * @throws ProtocolException UNAVAILABLE when the address cannot be listened on
     */
    AdminServer await() throws IOException {
        try {
            return starting.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProtocolException known) {
                throw known;
            }
            throw new IOException("the admin side did not start", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProtocolException(
                    ErrorCode.CANCELLED, "the start was interrupted", "", interrupted);
        }
    }

    /** Stops it, once it started; one that failed to start needs no stop. */
    @Override
    public void close() throws IOException {
        try {
            starting.get().close();
        } catch (ExecutionException failedToStart) {
            // Said by await already.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
