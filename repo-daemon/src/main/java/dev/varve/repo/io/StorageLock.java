package dev.varve.repo.io;

import java.io.IOException;

/** Holds the data directory against other processes until closed. */
public interface StorageLock extends AutoCloseable {
    @Override
    void close() throws IOException;
}
