package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the bytes at one place of a segment turn out to be. */
sealed interface RecordCheck {
    /** A whole record that belongs here. */
    record Good(RecordHeader header) implements RecordCheck {}

    /**
     * Not one.
     *
     * @param header of the record that should be here, when at least its header is whole
     */
    record Bad(String what, @Nullable RecordHeader header) implements RecordCheck {}

    /** The header alone, at {@code at} of a little-endian buffer, {@code offset} of the segment. */
    static RecordCheck header(ByteBuffer bytes, int at, long offset, PlaceChecksum place) {
        if (bytes.limit() - at < RecordHeader.LENGTH) {
            return new Bad("a record header is cut short", null);
        }
        if (bytes.getInt(at) != RecordHeader.MAGIC) {
            return new Bad("wrong record magic", null);
        }
        if (!place.matches(bytes, at, offset)) {
            return new Bad("a record header fails its checksum or belongs elsewhere", null);
        }
        try {
            return new Good(RecordHeader.read(bytes, at));
        } catch (ProtocolException e) {
            return new Bad(String.valueOf(e.getMessage()), null);
        }
    }

    /** The whole record; all of it must lie in the buffer, else it is bad. */
    static RecordCheck whole(ByteBuffer bytes, int at, long offset, PlaceChecksum place) {
        if (!(header(bytes, at, offset, place) instanceof Good good)) {
            return header(bytes, at, offset, place);
        }
        RecordHeader header = good.header();
        if (bytes.limit() - at < header.totalLength()) {
            return new Bad("a record is cut short", header);
        }
        if (header.computeBodyCrc(bytes, at) != header.bodyCrc()) {
            return new Bad("a record fails its body checksum", header);
        }
        return good;
    }
}
