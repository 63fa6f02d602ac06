package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.Node;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference in content of one tree position: chunk lists and the chunks in them, with how
 * often each occurs. A file whose lists all changed is compared in several passes over its lists,
 * each for a share of the ids, so that memory does not follow the size of a file.
 */
final class ContentDiff {
    /** Ids that one pass may hold. */
    static final int IDS_PER_PASS = 1 << 19;

    private final Forest forest;
    private final ImageReader readerA;
    private final ImageReader readerB;
    private final DiffVisitor visitor;
    private final int idsPerPass;

    ContentDiff(ImageReader readerA, ImageReader readerB, DiffVisitor visitor, int idsPerPass) {
        this.forest = new Forest(ChunkList.class, readerA, readerB, visitor);
        this.readerA = readerA;
        this.readerB = readerB;
        this.visitor = visitor;
        this.idsPerPass = idsPerPass;
    }

    /** What the entries of one side at a position refer to, directories left out. */
    record Content(List<Id> chunks, List<Id> lists) {
        static Content empty() {
            return new Content(new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return chunks.isEmpty() && lists.isEmpty();
        }
    }

    @FunctionalInterface
    private interface ChunkConsumer {
        void accept(Id id) throws IOException;
    }

    void compare(Position position, Content a, Content b) throws IOException {
        if (a.isEmpty() && b.isEmpty()) {
            return;
        }
        Forest.Leaves leaves = forest.descend(position, a.lists, b.lists);
        boolean nothingA = a.chunks.isEmpty() && leaves.a().isEmpty();
        boolean nothingB = b.chunks.isEmpty() && leaves.b().isEmpty();
        if (nothingA) {
            forEach(readerB, position, b.chunks, leaves.b(), id -> added(position, id));
        } else if (nothingB) {
            forEach(readerA, position, a.chunks, leaves.a(), id -> removed(position, id));
        } else {
            long most = (long) leaves.a().size() * ChunkList.MAX_PARTS + a.chunks.size();
            int passes = (int) (1 + most / idsPerPass);
            for (int pass = 0; pass < passes; pass++) {
                comparePass(position, a, b, leaves, pass, passes);
            }
        }
    }

    private void comparePass(
            Position position, Content a, Content b, Forest.Leaves leaves, int pass, int passes)
            throws IOException {
        Map<Id, Integer> onlyA = new LinkedHashMap<>();
        forEach(
                readerA,
                position,
                a.chunks,
                leaves.a(),
                id -> {
                    if (isOf(id, pass, passes)) {
                        onlyA.merge(id, 1, Integer::sum);
                    }
                });
        forEach(
                readerB,
                position,
                b.chunks,
                leaves.b(),
                id -> {
                    if (isOf(id, pass, passes) && !Forest.take(onlyA, id)) {
                        added(position, id);
                    }
                });
        for (Map.Entry<Id, Integer> left : onlyA.entrySet()) {
            for (int i = 0; i < left.getValue(); i++) {
                removed(position, left.getKey());
            }
        }
    }

    private static boolean isOf(Id id, int pass, int passes) {
        return passes == 1 || Long.remainderUnsigned(id.d(), passes) == pass;
    }

    private void forEach(
            ImageReader reader,
            Position position,
            List<Id> chunks,
            List<Forest.Ref> lists,
            ChunkConsumer consumer)
            throws IOException {
        for (Id id : chunks) {
            if (!id.isZero()) {
                consumer.accept(id);
            }
        }
        for (Forest.Ref ref : lists) {
            Node node = forest.read(reader, position, ref);
            if (node instanceof ChunkList list) {
                for (ChunkList.Part part : list.parts()) {
                    if (!part.id().isZero()) {
                        consumer.accept(part.id());
                    }
                }
            }
        }
    }

    private void added(Position position, Id id) throws IOException {
        visitor.added(position, ObjectKind.CHUNK, id);
    }

    private void removed(Position position, Id id) throws IOException {
        visitor.removed(position, ObjectKind.CHUNK, id);
    }
}
