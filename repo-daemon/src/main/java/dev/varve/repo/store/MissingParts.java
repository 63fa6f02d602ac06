package dev.varve.repo.store;

import dev.varve.protocol.message.MissingChunks;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what images add and the vault does not have, or cannot read. Confined to one thread. */
final class MissingParts implements DiffVisitor {
    private static final int IDS_PER_LOOK_UP = 1024;

    private final Index index;
    private final int vaultNumber;
    private final int most;
    private final List<Id> asked = new ArrayList<>(IDS_PER_LOOK_UP);
    private final Set<Id> chunks = new LinkedHashSet<>();
    private final Set<Id> nodes = new LinkedHashSet<>();

    MissingParts(Index index, int vaultNumber, int most) {
        this.index = index;
        this.vaultNumber = vaultNumber;
        this.most = most;
    }

    @Override
    public void added(Position position, ObjectKind kind, Id id) throws IOException {
        if (kind == ObjectKind.CHUNK) {
            asked.add(id);
            if (asked.size() == IDS_PER_LOOK_UP) {
                lookUp();
            }
        }
    }

    @Override
    public void removed(Position position, ObjectKind kind, Id id) {}

    /** Every node that is added is read, so this is how a missing one shows. */
    @Override
    public void unreadable(Position position, Id id, NodeSource.Answer answer) {
        if (nodes.size() < most) {
            nodes.add(id);
        }
    }

    private void lookUp() throws IOException {
        BitSet present = index.present(ObjectKind.CHUNK, vaultNumber, asked);
        for (int i = present.nextClearBit(0);
                i < asked.size() && chunks.size() < most;
                i = present.nextClearBit(i + 1)) {
            chunks.add(asked.get(i));
        }
        asked.clear();
    }

    boolean isEmpty() throws IOException {
        lookUp();
        return chunks.isEmpty() && nodes.isEmpty();
    }

    MissingChunks answer() {
        return MissingChunks.newBuilder()
                .setChunkIds(PointImages.bytes(chunks))
                .setNodeIds(PointImages.bytes(nodes))
                .build();
    }
}
