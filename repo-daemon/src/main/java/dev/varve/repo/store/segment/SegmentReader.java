package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** Reads header, trailer, table and digest of one segment file. */
final class SegmentReader {
    private static final int PIECE_LENGTH = 1 << 20;

    private SegmentReader() {}

    /**
     * Reads the header.
     *
     * @throws ProtocolException DAMAGED or VERSION_UNSUPPORTED, names file and offset
     */
    static SegmentHeader header(StorageFile file) throws IOException {
        return SegmentHeader.decode(read(file, 0, SegmentHeader.LENGTH), file.name());
    }

    /** True when the file ends in a whole trailer. */
    static boolean hasTrailer(StorageFile file) throws IOException {
        long at = file.size() - SegmentTrailer.LENGTH;
        return at >= SegmentHeader.LENGTH
                && SegmentTrailer.isTrailer(read(file, at, SegmentTrailer.LENGTH));
    }

    /**
     * Reads the trailer.
     *
     * @throws ProtocolException DAMAGED or VERSION_UNSUPPORTED, names file and offset
     */
    static SegmentTrailer trailer(StorageFile file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < SegmentHeader.LENGTH + SegmentTrailer.LENGTH) {
            throw SegmentHeader.damaged(file.name(), fileBytes, "the file ends too early");
        }
        ByteBuffer bytes = read(file, fileBytes - SegmentTrailer.LENGTH, SegmentTrailer.LENGTH);
        return SegmentTrailer.decode(bytes, file.name(), fileBytes);
    }

    /**
     * Reads the table and checks its digest.
     *
     * @throws ProtocolException DAMAGED, names file and offset
     */
    static List<RecordRow> table(StorageFile file, SegmentTrailer trailer) throws IOException {
        ByteBuffer table = read(file, trailer.tableOffset(), (int) trailer.tableLength());
        MessageDigest digest = newDigest();
        digest.update(table.duplicate());
        if (!Arrays.equals(digest.digest(), trailer.tableDigest())) {
            throw SegmentHeader.damaged(
                    file.name(), trailer.tableOffset(), "the table fails its digest");
        }
        return FooterTable.decode(table, trailer, file.name());
    }

    /** SHA-256 of the first {@code length} bytes, still open for more. */
    static MessageDigest digest(StorageFile file, long length) throws IOException {
        MessageDigest digest = newDigest();
        int pieceLength = (int) Math.min(PIECE_LENGTH, length);
        ByteBuffer piece = ByteBuffer.allocate(pieceLength);
        long at = 0;
        while (at < length) {
            piece.clear().limit((int) Math.min(pieceLength, length - at));
            if (file.read(piece, at) == 0) {
                throw SegmentHeader.damaged(file.name(), at, "the file ends too early");
            }
            at += piece.flip().remaining();
            digest.update(piece);
        }
        return digest;
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ByteBuffer read(StorageFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, offset);
        return bytes.flip();
    }
}
