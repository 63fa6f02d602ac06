package dev.varve.repo.retention.guard;

import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import dev.varve.repo.io.StorageLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory whose segments are deleted by the guard: a folder that is append-only gives no name
 * away otherwise, not even that of an empty file which recovery clears away. All else goes straight
 * through. Safe for several threads.
 */
public final class GuardedDirectory implements StorageDirectory {
    private final StorageDirectory directory;
    private final SegmentGuard guard;

    public GuardedDirectory(StorageDirectory directory, SegmentGuard guard) {
        this.directory = directory;
        this.guard = guard;
    }

    @Override
    public Path path() {
        return directory.path();
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return directory.create(name);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return directory.open(name);
    }

    @Override
    public StorageFile openForReading(String name) throws IOException {
        return directory.openForReading(name);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return directory.exists(name);
    }

    @Override
    public long size(String name) throws IOException {
        return directory.size(name);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return directory.list(folder);
    }

    @Override
    public void createFolder(String folder) throws IOException {
        directory.createFolder(folder);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        directory.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        Optional<SegmentRef> segment = SegmentRef.ofPath(name);
        if (segment.isPresent()) {
            guard.delete(segment.get());
        } else {
            directory.delete(name);
        }
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        directory.syncFolder(folder);
    }

    @Override
    public long freeBytes() throws IOException {
        return directory.freeBytes();
    }

    @Override
    public long totalBytes() throws IOException {
        return directory.totalBytes();
    }

    @Override
    public StorageLock lock(String name) throws IOException {
        return directory.lock(name);
    }
}
