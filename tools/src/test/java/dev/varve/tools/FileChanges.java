package dev.varve.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Waits for writes to one file. */
final class FileChanges implements AutoCloseable {
    private final Path name;
    private final WatchService watch;

    FileChanges(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        name = Objects.requireNonNull(file.getFileName());
        watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /** True when it was written to, false when all this time it was not. */
    boolean await(Duration most) {
        long endNanos = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
                WatchKey key = watch.poll(left, TimeUnit.NANOSECONDS);
                if (key != null && isTold(key)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean isTold(WatchKey key) {
        boolean told = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            told |= name.equals(event.context());
        }
        key.reset();
        return told;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
