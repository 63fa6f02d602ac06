package dev.varve.ingest.fake;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes of the fake repository: checked, merged, walked. Simple, not fast. */
final class FakeNodes {
    private FakeNodes() {}

    static void store(FakeRepository repository, Id id, ByteBuffer payload, byte[] record)
            throws ProtocolException {
        Node node = Node.decode(payload);
        if (!Node.idOf(payload).equals(id)) {
            throw bad("node " + id + " is not what its name says");
        }
        for (Id child : children(node)) {
            if (!repository.nodes.containsKey(child)) {
                throw bad("node " + id + " came before its child " + child);
            }
        }
        repository.nodes.put(id, node);
        repository.nodeRecords.put(id, record);
    }

    private static List<Id> children(Node node) {
        return switch (node) {
            case BlockRoot root -> root.top().isZero() ? List.of() : List.of(root.top());
            case BlockPage page ->
                    page.level() == 0
                            ? List.of()
                            : page.entries().stream().filter(id -> !id.isZero()).toList();
            case TreeIndex index -> index.children().stream().map(TreeIndex.Child::id).toList();
            case ChunkList list ->
                    list.level() == 0
                            ? List.of()
                            : list.parts().stream()
                                    .map(ChunkList.Part::id)
                                    .filter(id -> !id.isZero())
                                    .toList();
            case TreePage page ->
                    page.entries().stream()
                            .filter(entry ->
                                    entry.refers() == TreePage.Refers.DIRECTORY
                                            || entry.refers() == TreePage.Refers.CHUNK_LIST)
                            .map(entry -> entry.references().getFirst())
                            .toList();
        };
    }

    private static List<Id> chunks(Node node) {
        return switch (node) {
            case BlockPage page -> page.level() == 0 ? page.entries() : List.of();
            case ChunkList list ->
                    list.level() == 0
                            ? list.parts().stream().map(ChunkList.Part::id).toList()
                            : List.of();
            case TreePage page ->
                    page.entries().stream()
                            .filter(entry -> entry.refers() == TreePage.Refers.CHUNKS)
                            .flatMap(entry -> entry.references().stream())
                            .toList();
            case BlockRoot root -> List.of();
            case TreeIndex index -> List.of();
        };
    }

    static void collectMissing(FakeRepository repository, Id id, Set<Id> missing)
            throws ProtocolException {
        Node node = repository.nodes.get(id);
        if (node == null) {
            throw bad("no node " + id);
        }
        for (Id chunk : chunks(node)) {
            if (!chunk.isZero() && !repository.chunkRecords.containsKey(chunk)) {
                missing.add(chunk);
            }
        }
        for (Id child : children(node)) {
            collectMissing(repository, child, missing);
        }
    }

    /** Applies the deltas to the base's blocks and builds the whole image anew. */
    static Id merge(
            FakeRepository repository,
            ByteString baseRoot,
            Map<Long, Map<Integer, Id>> deltas,
            int blockBytes,
            long sizeBytes)
            throws ProtocolException {
        int blockCount = Math.toIntExact(BlockRoot.blockCount(sizeBytes, blockBytes));
        Id[] blocks = new Id[blockCount];
        Arrays.fill(blocks, Id.ZERO);
        if (!baseRoot.isEmpty()) {
            BlockRoot base = (BlockRoot) repository.nodes.get(Id.at(baseRoot.toByteArray(), 0));
            if (base != null && !base.top().isZero()) {
                copyBlocks(repository, base.top(), 0, blocks);
            }
        }
        deltas.forEach((page, slots) ->
                slots.forEach((slot, id) -> {
                    long block = page * BlockPage.FAN_OUT + slot;
                    if (block < blockCount) {
                        blocks[(int) block] = id;
                    }
                }));
        List<Id> level = new ArrayList<>(Arrays.asList(blocks));
        int levels = BlockRoot.levelsFor(blockCount);
        for (int i = 0; i < levels; i++) {
            level = pagesOver(repository, level, i);
        }
        Id top = level.isEmpty() ? Id.ZERO : level.getFirst();
        return keep(repository, BlockRoot.of(blockBytes, sizeBytes, top));
    }

    private static List<Id> pagesOver(FakeRepository repository, List<Id> below, int level)
            throws ProtocolException {
        List<Id> pages = new ArrayList<>();
        for (int start = 0; start < below.size(); start += BlockPage.FAN_OUT) {
            int end = Math.min(start + BlockPage.FAN_OUT, below.size());
            while (end > start && below.get(end - 1).isZero()) {
                end--;
            }
            pages.add(
                    end == start
                            ? Id.ZERO
                            : keep(repository, new BlockPage(level, below.subList(start, end))));
        }
        return pages;
    }

    private static void copyBlocks(FakeRepository repository, Id id, long first, Id[] blocks) {
        BlockPage page = (BlockPage) repository.nodes.get(id);
        if (page == null) {
            throw new IllegalStateException("no page " + id);
        }
        long step = 1L << (6 * page.level());
        for (int i = 0; i < page.entries().size(); i++) {
            long at = first + i * step;
            if (page.entry(i).isZero() || at >= blocks.length) {
                continue;
            }
            if (page.level() == 0) {
                blocks[(int) at] = page.entry(i);
            } else {
                copyBlocks(repository, page.entry(i), at, blocks);
            }
        }
    }

    private static Id keep(FakeRepository repository, Node node) throws ProtocolException {
        ByteBuffer payload = node.encode();
        Id id = Node.idOf(payload);
        int length = payload.remaining();
        RecordHeader draft = new RecordHeader(RecordType.NODE, 0, 0, 1, length, length, 0);
        ByteBuffer record = ByteBuffer.allocate(draft.totalLength()).order(ByteOrder.LITTLE_ENDIAN);
        id.write(record, RecordHeader.LENGTH);
        record.putInt(RecordHeader.LENGTH + Id.LENGTH, length);
        record.put(draft.payloadOffset(), payload, payload.position(), length);
        int crc = draft.computeBodyCrc(record, 0);
        new RecordHeader(RecordType.NODE, 0, 0, 1, length, length, crc).write(record, 0);
        store(repository, id, payload, record.array());
        return id;
    }

    private static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, what, "");
    }
}
