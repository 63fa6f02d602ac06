package dev.varve.repo.store;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The nodes of one vault as they lie in its segments, each checked against its name. */
final class StoredNodes implements NodeSource {
    private final RecordStore records;
    private final int vaultNumber;

    StoredNodes(RecordStore records, int vaultNumber) {
        this.records = records;
        this.vaultNumber = vaultNumber;
    }

    @Override
    public Answer node(Id id) throws IOException {
        return switch (records.read(ObjectKind.NODE, vaultNumber, id)) {
            case ReadResult.Found found -> decode(id, found.record().payload());
            case ReadResult.Absent _ -> new Answer.Absent();
            case ReadResult.Damaged damaged -> new Answer.Damaged(damaged.finding().message());
        };
    }

    static Answer decode(Id id, ByteBuffer payload) {
        if (!Node.idOf(payload).equals(id)) {
            return new Answer.Damaged("its content does not fit its name");
        }
        try {
            return new Answer.Found(Node.decode(payload));
        } catch (ProtocolException e) {
            return new Answer.Damaged(String.valueOf(e.getMessage()));
        }
    }
}
