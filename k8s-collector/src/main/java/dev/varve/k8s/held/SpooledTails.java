package dev.varve.k8s.held;

import dev.varve.k8s.hook.TailFile;
import dev.varve.k8s.hook.TailSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what is read after a thaw until the point is written, which may be hours later: in files
 * without a name, so that nothing of it is left when the process ends, however it ends. Safe for
 * use by several threads.
 */
final class SpooledTails implements TailSink, AutoCloseable {
    private final Path directory;
    private final Map<Key, FileChannel> files = new HashMap<>();
    private boolean closed;

    SpooledTails(Path directory) {
        this.directory = directory;
    }

    private record Key(String member, TailFile file) {}

    @Override
    public void accept(String member, TailFile file, InputStream content) throws IOException {
        FileChannel channel = open();
        boolean kept = false;
        try {
            content.transferTo(Channels.newOutputStream(channel));
            keep(new Key(member, file), channel);
            kept = true;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private synchronized void keep(Key key, FileChannel channel) throws IOException {
        if (closed) {
            throw new IOException("the run is over");
        }
        FileChannel before = files.put(key, channel);
        if (before != null) {
            before.close();
        }
    }

    /** Whether a file was kept. */
    synchronized boolean has(String member, TailFile file) {
        return files.containsKey(new Key(member, file));
    }

    /** Copies a kept file; may be asked again. */
    void copy(String member, TailFile file, OutputStream out) throws IOException {
        FileChannel channel;
        synchronized (this) {
            channel =
                    Optional.ofNullable(files.get(new Key(member, file)))
                            .orElseThrow(() -> new IOException(file.path() + " was not kept"));
        }
        channel.position(0);
        Channels.newInputStream(channel).transferTo(out);
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(directory);
        Path file =
                Files.createTempFile(
                        directory,
                        "varve-tail-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (FileChannel each : files.values()) {
            each.close();
        }
        files.clear();
    }
}
