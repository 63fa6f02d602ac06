package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A record without its payload: what the index is built from.
 *
 * @param table its table of ids, position 0, whole
 */
record RecordRow(RecordType type, int codec, RecordLocation location, ByteBuffer table) {
    /** Bytes before the table in a footer's row. */
    static final int PREFIX_LENGTH = 16;

    int entryCount() {
        return table.limit() / RecordHeader.TABLE_ENTRY_LENGTH;
    }

    Id id(int index) {
        return Id.at(table, index * RecordHeader.TABLE_ENTRY_LENGTH);
    }

    ObjectKind kind() {
        return kindOf(type);
    }

    static ObjectKind kindOf(RecordType type) {
        return type == RecordType.CHUNKS ? ObjectKind.CHUNK : ObjectKind.NODE;
    }

    /** Chunks or nodes it holds; none for other records. */
    List<Id> objectIds() {
        if (type != RecordType.CHUNKS && type != RecordType.NODE) {
            return List.of();
        }
        return ids();
    }

    /** What its table names, whatever it is. */
    List<Id> ids() {
        List<Id> ids = new ArrayList<>(entryCount());
        for (int i = 0; i < entryCount(); i++) {
            ids.add(id(i));
        }
        return ids;
    }
}
