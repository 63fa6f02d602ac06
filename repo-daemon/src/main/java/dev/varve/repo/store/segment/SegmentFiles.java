package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Segments open for reading: a bounded number, the longest unused closed first. */
final class SegmentFiles implements AutoCloseable {
    private final StorageDirectory directory;
    private final int mostOpen;
    private final Map<String, Lease> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    SegmentFiles(StorageDirectory directory, int mostOpen) {
        this.directory = directory;
        this.mostOpen = mostOpen;
    }

    /** One open file; {@link #close} gives it back. */
    final class Lease implements AutoCloseable {
        private final StorageFile file;
        private int users;
        private boolean dropped;

        private Lease(StorageFile file) {
            this.file = file;
        }

        StorageFile file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            synchronized (SegmentFiles.this) {
                users--;
                if (users == 0 && dropped) {
                    file.close();
                }
            }
        }
    }

    synchronized Lease lease(String name) throws IOException {
        if (closed) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE, "the record store is closed", "Try again later.");
        }
        Lease lease = open.get(name);
        if (lease == null) {
            evict();
            lease = new Lease(directory.openForReading(name));
            open.put(name, lease);
        }
        lease.users++;
        return lease;
    }

    /** The file is about to be deleted: those who read it may end, nobody else gets it. */
    synchronized void drop(String name) throws IOException {
        Lease lease = open.remove(name);
        if (lease != null) {
            drop(lease);
        }
    }

    private void evict() throws IOException {
        Iterator<Lease> oldest = open.values().iterator();
        while (open.size() >= mostOpen && oldest.hasNext()) {
            Lease lease = oldest.next();
            oldest.remove();
            drop(lease);
        }
    }

    private static void drop(Lease lease) throws IOException {
        lease.dropped = true;
        if (lease.users == 0) {
            lease.file.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (Lease lease : open.values()) {
            drop(lease);
        }
        open.clear();
    }
}
