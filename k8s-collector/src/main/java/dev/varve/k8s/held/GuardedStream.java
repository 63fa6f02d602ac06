package dev.varve.k8s.held;

import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a command writes over to a stream of one thread, and stops doing so at its end: a
 * command that was given up may write on. Remembers when it was the repository that failed. Safe
 * for use by several threads.
 */
final class GuardedStream extends OutputStream {
    private final OutputStream stream;
    private boolean ended;
    private @Nullable ProtocolException unsent;

    GuardedStream(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int next) throws IOException {
        write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw new IOException("the dump was given up");
        }
        try {
            stream.write(bytes, offset, length);
        } catch (ProtocolException e) {
            unsent = e;
            throw e;
        }
    }

    synchronized void end() {
        ended = true;
    }

    /** Throws when the repository did not take what was written. */
    synchronized void requireSent() throws ProtocolException {
        if (unsent != null) {
            throw unsent;
        }
    }
}
