package dev.varve.repo.retention.ledger;

import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Looks for an entry behind the place where a file seems to end: one that is there, proved by its
 * own hash, means that a header before it was damaged or wiped. Confined to one thread.
 */
final class LostExcerpt {
    private static final int WINDOW_BYTES = 1 << 20;

    /** An entry begins with its number: field 1 of the message, a varint. */
    private static final byte FIRST_TAG = 1 << 3;

    private final StorageFile file;

    LostExcerpt(StorageFile file) {
        this.file = file;
    }

    /** The offset of its header; empty: nothing of the kind follows. */
    OptionalLong find(long from) throws IOException {
        long size = file.size();
        for (long at = from; at < size; at += WINDOW_BYTES) {
            int length = (int) Math.min(WINDOW_BYTES, size - at);
            ByteBuffer window = ExcerptFile.bytes(file, at, length);
            while (window.remaining() >= ExcerptFile.HEADER_LENGTH) {
                long header = at + window.position();
                int excerptLength = window.getInt();
                // No flag, no more than an entry may have, and all of it in the file.
                if (excerptLength > Hashes.LENGTH
                        && excerptLength <= ExcerptFile.MOST_LENGTH
                        && header + ExcerptFile.HEADER_LENGTH + excerptLength <= size
                        && isEntry(header + ExcerptFile.HEADER_LENGTH, excerptLength)) {
                    return OptionalLong.of(header);
                }
            }
        }
        return OptionalLong.empty();
    }

    private boolean isEntry(long offset, int length) throws IOException {
        if (ExcerptFile.bytes(file, offset + Hashes.LENGTH, 1).get() != FIRST_TAG) {
            return false;
        }
        byte[] excerpt = ExcerptFile.bytes(file, offset, length).array();
        byte[] entry = Arrays.copyOfRange(excerpt, Hashes.LENGTH, length);
        return Arrays.equals(Hashes.sha256(entry), Arrays.copyOf(excerpt, Hashes.LENGTH));
    }
}
