package dev.varve.repo.store.segment;

import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Ends a segment: table, trailer, fsync. */
final class SegmentSealer {
    private SegmentSealer() {}

    /**
     * Appends the footer to a file that ends at {@code recordBytes} and makes it durable.
     *
     * @param storedDigest SHA-256 of the first {@code recordBytes} bytes
     */
    static SegmentTrailer seal(
            StorageFile file,
            SegmentHeader header,
            FooterTable table,
            long recordBytes,
            byte[] storedDigest)
            throws IOException {
        ByteBuffer tableBytes = table.encoded();
        MessageDigest digest = SegmentReader.newDigest();
        digest.update(tableBytes.duplicate());
        SegmentTrailer trailer =
                new SegmentTrailer(
                        header,
                        table.recordCount(),
                        table.entryCount(),
                        recordBytes,
                        tableBytes.remaining(),
                        digest.digest(),
                        storedDigest);
        file.append(tableBytes, trailer.encode());
        file.sync();
        return trailer;
    }
}
