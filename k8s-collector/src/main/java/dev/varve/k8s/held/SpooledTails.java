package dev.varve.k8s.held;

import dev.varve.k8s.hook.TailFile;
import dev.varve.k8s.hook.TailSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what is read after a thaw until the point is written, which may be hours later. Safe for
 * use by several threads.
 */
final class SpooledTails implements TailSink, AutoCloseable {
    private final Path directory;
    private final Map<Key, Spool> files = new HashMap<>();
    private boolean closed;

    SpooledTails(Path directory) {
        this.directory = directory;
    }

    private record Key(String member, TailFile file) {}

    @Override
    public void accept(String member, TailFile file, InputStream content) throws IOException {
        Spool spool = new Spool(directory);
        boolean kept = false;
        try {
            spool.fill(content);
            keep(new Key(member, file), spool);
            kept = true;
        } finally {
            if (!kept) {
                spool.close();
            }
        }
    }

    private synchronized void keep(Key key, Spool spool) throws IOException {
        if (closed) {
            throw new IOException("the run is over");
        }
        Spool before = files.put(key, spool);
        if (before != null) {
            before.close();
        }
    }

    /** Copies a kept file; may be asked again. */
    synchronized void copy(String member, TailFile file, OutputStream out) throws IOException {
        Optional.ofNullable(files.get(new Key(member, file)))
                .orElseThrow(() -> new IOException(file.path() + " was not kept"))
                .copy(out);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (Spool each : files.values()) {
            each.close();
        }
        files.clear();
    }
}
