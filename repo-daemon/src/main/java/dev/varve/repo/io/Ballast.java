package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of zeros that takes room from the disk while there is plenty, so that there is some to
 * give back when others filled it to the last byte. Safe for many threads.
 */
public final class Ballast {
    private static final String NAME = "ballast";

    /** Enough for a block of the ledger, the index's logs, and the records of many ends. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int SHARE = 16;

    /** Held again when so many times its size is free. */
    private static final int PLENTY = 4;

    private static final int PIECE_BYTES = 1 << 20;

    private final StorageDirectory directory;
    private final long bytes;
    private boolean held;

    private Ballast(StorageDirectory directory, long bytes, boolean held) {
        this.directory = directory;
        this.bytes = bytes;
        this.held = held;
    }

    /** Takes its room, when there is plenty. */
    public static Ballast open(StorageDirectory directory) throws IOException {
        long bytes = Math.min(MOST_BYTES, directory.totalBytes() / SHARE);
        boolean whole = directory.exists(NAME) && directory.size(NAME) >= bytes;
        Ballast ballast = new Ballast(directory, bytes, whole);
        ballast.balance();
        return ballast;
    }

    /** Gives its room back when less than that is free; takes it again when there is plenty. */
    public synchronized void balance() throws IOException {
        long free = directory.freeBytes();
        if (held && free < bytes) {
            remove();
        } else if (!held && free > PLENTY * bytes) {
            hold();
        }
    }

    /** True while there is room to give back. */
    public synchronized boolean held() {
        return held;
    }

    private void remove() throws IOException {
        directory.delete(NAME);
        directory.syncFolder("");
        held = false;
    }

    private void hold() throws IOException {
        if (directory.exists(NAME)) {
            directory.delete(NAME); // Cut off in the middle of its making.
        }
        try (StorageFile file = directory.create(NAME)) {
            for (long written = 0; written < bytes; written += PIECE_BYTES) {
                int piece = (int) Math.min(PIECE_BYTES, bytes - written);
                file.append(ByteBuffer.allocate(piece));
            }
            file.sync();
        }
        directory.syncFolder("");
        held = true;
    }
}
