package dev.varve.repo.metrics;

import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import dev.varve.repo.io.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Times every fsync of the files of another directory. As safe for threads as that one. */
public final class MeteredDirectory implements StorageDirectory {
    private final StorageDirectory inner;
    private final Metrics metrics;

    public MeteredDirectory(StorageDirectory inner, Metrics metrics) {
        this.inner = inner;
        this.metrics = metrics;
    }

    @Override
    public Path path() {
        return inner.path();
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return new MeteredFile(inner.create(name), metrics);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return new MeteredFile(inner.open(name), metrics);
    }

    @Override
    public StorageFile openForReading(String name) throws IOException {
        return inner.openForReading(name);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return inner.exists(name);
    }

    @Override
    public long size(String name) throws IOException {
        return inner.size(name);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return inner.list(folder);
    }

    @Override
    public void createFolder(String folder) throws IOException {
        inner.createFolder(folder);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        inner.delete(name);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        inner.syncFolder(folder);
    }

    @Override
    public long freeBytes() throws IOException {
        return inner.freeBytes();
    }

    @Override
    public long totalBytes() throws IOException {
        return inner.totalBytes();
    }

    @Override
    public StorageLock lock(String name) throws IOException {
        return inner.lock(name);
    }

    private record MeteredFile(StorageFile inner, Metrics metrics) implements StorageFile {
        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public void append(ByteBuffer... buffers) throws IOException {
            inner.append(buffers);
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            return inner.read(target, offset);
        }

        @Override
        public void sync() throws IOException {
            long startNanos = System.nanoTime();
            try {
                inner.sync();
            } catch (IOException failure) {
                metrics.fsyncFailed();
                throw failure;
            }
            metrics.fsynced(System.nanoTime() - startNanos);
        }

        @Override
        public void truncate(long size) throws IOException {
            inner.truncate(size);
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
