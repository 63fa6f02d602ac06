package dev.varve.ingest.tree;

import dev.varve.ingest.push.NodeLane;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.ChunkList.Part;
import dev.varve.protocol.node.TreePage;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the parts of a file into its content: in the entry when they are few, else in lists. Lists
 * end where a chunk's name says so, so that a change in the middle of a file leaves the other lists
 * as they are. Confined to the lane's thread.
 */
final class ChunkListWriter {
    private static final int LIST_END_MASK = 0xFF;

    private final NodeLane lane;

    ChunkListWriter(NodeLane lane) {
        this.lane = lane;
    }

    Content put(List<Part> parts) throws ProtocolException, InterruptedException {
        if (parts.isEmpty()) {
            return Content.NOTHING;
        }
        if (parts.size() <= TreePage.MAX_REFERENCES) {
            return new Content.Chunks(parts);
        }
        List<Part> level = cut(0, parts);
        for (int above = 1; level.size() > 1; above++) {
            level = cut(above, level);
        }
        return new Content.Listed(level.getFirst().id());
    }

    private List<Part> cut(int level, List<Part> parts)
            throws ProtocolException, InterruptedException {
        List<Part> lists = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < parts.size(); i++) {
            Id id = parts.get(i).id();
            boolean cut = !id.isZero() && (id.a() & LIST_END_MASK) == 0 && i > start;
            if (cut || i == parts.size() - 1 || i - start + 1 == ChunkList.MAX_PARTS) {
                ChunkList list = new ChunkList(level, parts.subList(start, i + 1));
                lists.add(new Part(lane.put(list), list.rawBytes()));
                start = i + 1;
            }
        }
        return lists;
    }
}
