package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole records one after another in one buffer, all of one segment class, every length and body
 * checksum checked. A view: the bytes stay the caller's, and the header checksums in them are
 * written by the append.
 */
public final class RecordRun {
    private final ByteBuffer bytes;
    private final List<RecordHeader> headers;
    private final int[] offsets;

    private RecordRun(ByteBuffer bytes, List<RecordHeader> headers, int[] offsets) {
        this.bytes = bytes;
        this.headers = headers;
        this.offsets = offsets;
    }

    /**
     * Checks the bytes from position to limit; a direct buffer is written without a copy.
     *
     * @throws ProtocolException BAD_MESSAGE or TOO_LARGE, says which record (by its offset) and why
     */
    public static RecordRun parse(ByteBuffer run) throws ProtocolException {
        ByteBuffer bytes = run.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<RecordHeader> headers = new ArrayList<>();
        int[] offsets = new int[16];
        int at = 0;
        while (at < bytes.limit()) {
            RecordHeader header = checkedHeader(bytes, at);
            if (!headers.isEmpty()
                    && SegmentClass.of(header.type()) != SegmentClass.of(headers.get(0).type())) {
                throw bad("record at offset " + at + " belongs in a segment of another class");
            }
            if (headers.size() == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            offsets[headers.size()] = at;
            headers.add(header);
            at += header.totalLength();
        }
        if (headers.isEmpty()) {
            throw bad("a run without a record");
        }
        return new RecordRun(bytes, headers, offsets);
    }

    /**
     * A run of one uncompressed, unsealed record with one table entry, as the daemon makes them.
     */
    public static RecordRun single(RecordType type, Id id, int rawLengthBytes, ByteBuffer payload) {
        return new Builder().add(type, id, rawLengthBytes, payload).build();
    }

    private static RecordHeader checkedHeader(ByteBuffer bytes, int at) throws ProtocolException {
        RecordHeader header = RecordHeader.read(bytes, at);
        if (header.totalLength() > bytes.limit() - at) {
            throw bad("record at offset " + at + " is cut short");
        }
        if (header.entryCount() == 0) {
            throw bad("record at offset " + at + " names nothing");
        }
        if (header.computeBodyCrc(bytes, at) != header.bodyCrc()) {
            throw bad("record at offset " + at + " fails its body checksum");
        }
        int end = at + header.payloadOffset() + header.payloadLength();
        for (int i = end; i < at + header.totalLength(); i++) {
            if (bytes.get(i) != 0) {
                throw bad("record at offset " + at + " is not aligned by zeros");
            }
        }
        return header;
    }

    public SegmentClass segmentClass() {
        return SegmentClass.of(headers.get(0).type());
    }

    public int recordCount() {
        return headers.size();
    }

    public RecordHeader header(int index) {
        return headers.get(index);
    }

    /** Where record {@code index} starts in {@link #bytes}. */
    public int offset(int index) {
        return offsets[index];
    }

    public int lengthBytes() {
        return bytes.limit();
    }

    /** All records, position 0, little-endian; a view of the caller's bytes. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }

    /** Puts records that the daemon makes one after another. Confined to one thread. */
    public static final class Builder {
        private ByteBuffer bytes = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
        private final List<RecordHeader> headers = new ArrayList<>();
        private final List<Integer> offsets = new ArrayList<>();

        /** Adds a record with one table entry; {@code payload} is copied, position to limit. */
        public Builder add(RecordType type, Id id, int rawLengthBytes, ByteBuffer payload) {
            RecordHeader draft =
                    new RecordHeader(
                            type,
                            RecordHeader.CODEC_NONE,
                            0,
                            1,
                            payload.remaining(),
                            rawLengthBytes,
                            0);
            int at = bytes.position();
            reserve(draft.totalLength());
            id.write(bytes, at + RecordHeader.LENGTH);
            bytes.putInt(at + RecordHeader.LENGTH + Id.LENGTH, rawLengthBytes);
            bytes.put(at + draft.payloadOffset(), payload, payload.position(), payload.remaining());
            RecordHeader header =
                    new RecordHeader(
                            type,
                            RecordHeader.CODEC_NONE,
                            0,
                            1,
                            draft.payloadLength(),
                            rawLengthBytes,
                            draft.computeBodyCrc(bytes, at));
            header.write(bytes, at);
            bytes.position(at + header.totalLength());
            headers.add(header);
            offsets.add(at);
            return this;
        }

        public int lengthBytes() {
            return bytes.position();
        }

        /** The run; this builder must not be used again. */
        public RecordRun build() {
            if (headers.isEmpty()) {
                throw new IllegalStateException("a run without a record");
            }
            return new RecordRun(
                    bytes.slice(0, bytes.position()).order(ByteOrder.LITTLE_ENDIAN),
                    List.copyOf(headers),
                    offsets.stream().mapToInt(Integer::intValue).toArray());
        }

        private void reserve(int more) {
            if (bytes.remaining() < more) {
                int capacity = Math.max(2 * bytes.capacity(), bytes.position() + more);
                ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
                larger.put(bytes.flip());
                bytes = larger;
            }
        }
    }
}
