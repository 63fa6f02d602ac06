package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.RecordLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a footer: for each record one row, in order.
 *
 * <pre>
 *  0          8         12    13    14       16
 *  +----------+---------+-----+-----+--------+-----------------------------------+
 *  | offset   | length  |type |codec|entries | table, as in the record           |
 *  +----------+---------+-----+-----+--------+-----------------------------------+
 * </pre>
 *
 * Confined to one thread.
 */
final class FooterTable {
    private ByteBuffer bytes = ByteBuffer.allocate(4 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private int recordCount;
    private int entryCount;

    void add(RecordRow row) {
        int more = RecordRow.PREFIX_LENGTH + row.table().limit();
        if (bytes.remaining() < more) {
            int capacity = Math.max(2 * bytes.capacity(), bytes.position() + more);
            bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        bytes.putLong(row.location().offsetBytes());
        bytes.putInt(row.location().lengthBytes());
        bytes.put((byte) row.type().number());
        bytes.put((byte) row.codec());
        bytes.putShort((short) row.entryCount());
        bytes.put(row.table().duplicate());
        recordCount++;
        entryCount += row.entryCount();
    }

    int recordCount() {
        return recordCount;
    }

    int entryCount() {
        return entryCount;
    }

    /** All rows so far, position 0. */
    ByteBuffer encoded() {
        return bytes.slice(0, bytes.position());
    }

    /**
     * Reads a table, checking every row against the segment it speaks of.
     *
     * @throws ProtocolException DAMAGED, names file and offset
     */
    static List<RecordRow> decode(ByteBuffer source, SegmentTrailer trailer, String file)
            throws ProtocolException {
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<RecordRow> rows = new ArrayList<>();
        long previousEnd = SegmentHeader.LENGTH;
        while (bytes.hasRemaining()) {
            RecordRow row = decodeRow(bytes, trailer, file, previousEnd);
            previousEnd = row.location().endBytes();
            rows.add(row);
        }
        if (rows.size() != trailer.recordCount()) {
            throw SegmentHeader.damaged(
                    file,
                    trailer.tableOffset(),
                    "the table has " + rows.size() + " rows, not " + trailer.recordCount());
        }
        return rows;
    }

    private static RecordRow decodeRow(
            ByteBuffer bytes, SegmentTrailer trailer, String file, long previousEnd)
            throws ProtocolException {
        long at = trailer.tableOffset() + bytes.position();
        if (bytes.remaining() < RecordRow.PREFIX_LENGTH) {
            throw SegmentHeader.damaged(file, at, "a row of the table is cut short");
        }
        long offset = bytes.getLong();
        int length = bytes.getInt();
        RecordType type = RecordType.ofNumber(bytes.get());
        int codec = bytes.get();
        int tableLength = Short.toUnsignedInt(bytes.getShort()) * RecordHeader.TABLE_ENTRY_LENGTH;
        boolean fits =
                type != null
                        && offset >= previousEnd
                        && offset % RecordHeader.ALIGNMENT == 0
                        && length >= RecordHeader.LENGTH + tableLength
                        && length % RecordHeader.ALIGNMENT == 0
                        && offset <= trailer.tableOffset() - length
                        && tableLength <= bytes.remaining();
        if (!fits || type == null) {
            throw SegmentHeader.damaged(file, at, "a row of the table fits no record");
        }
        ByteBuffer table = bytes.slice(bytes.position(), tableLength);
        bytes.position(bytes.position() + tableLength);
        return new RecordRow(
                type,
                codec,
                new RecordLocation(trailer.identity().segmentId(), offset, length),
                table);
    }
}
