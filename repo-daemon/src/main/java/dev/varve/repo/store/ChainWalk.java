package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the images of one chain in order. Each is compared with the one before, so that what they
 * share is looked at once; the damaged places of an image are those of the one before, less what
 * was replaced, and the new ones. Confined to one thread.
 */
final class ChainWalk implements DiffVisitor {
    private static final int CHUNKS_PER_LOOK_UP = 1024;

    private final ImageDiff diff;
    private final ChunkPlaces chunks;
    private final CheckFindings findings;
    private final DamageMarks marks;
    private final List<Place> asked = new ArrayList<>(CHUNKS_PER_LOOK_UP);
    private final Map<Place, Integer> damaged = new HashMap<>();
    private final Set<Id> unreadableNodes = new HashSet<>();
    private Id before;
    private long chunkReferences;

    private record Place(Position position, Id id) {}

    /**
     * @param good root of an image of the chain that is known to be whole; zero: none
     */
    ChainWalk(
            NodeSource nodes,
            ChunkPlaces chunks,
            CheckFindings findings,
            DamageMarks marks,
            Id good) {
        this.marks = marks;
        this.before = good;
        this.diff = new ImageDiff(nodes);
        this.chunks = chunks;
        this.findings = findings;
    }

    long chunkReferences() {
        return chunkReferences;
    }

    /** Checks the next image of the chain. */
    void check(Uid point, PointImage image) throws IOException {
        Id root = PointImages.root(image);
        if (!unreadableNodes.isEmpty()) {
            // What is below them is not known, so nothing can be compared with it.
            startAnew();
        }
        try {
            diff.run(image.getKind(), before, root, this);
            lookUp();
            before = root;
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.BAD_MESSAGE && e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            findings.add(String.valueOf(e.getMessage()), point, image);
            startAnew();
        }
        for (Place place : damaged.keySet()) {
            findings.touch(place.id, point, image, place.position);
        }
    }

    private void startAnew() {
        before = Id.ZERO;
        damaged.clear();
        unreadableNodes.clear();
        asked.clear();
    }

    @Override
    public void added(Position position, ObjectKind kind, Id id) throws IOException {
        if (kind == ObjectKind.CHUNK) {
            chunkReferences++;
            asked.add(new Place(position, id));
            if (asked.size() == CHUNKS_PER_LOOK_UP) {
                lookUp();
            }
        }
    }

    @Override
    public void removed(Position position, ObjectKind kind, Id id) {
        if (!damaged.isEmpty()) {
            damaged.computeIfPresent(
                    new Place(position, id), (place, times) -> times == 1 ? null : times - 1);
        }
    }

    @Override
    public void unreadable(Position position, Id id, NodeSource.Answer answer) throws IOException {
        unreadableNodes.add(id);
        marks.unreadable(ObjectKind.NODE, id);
        String what =
                answer instanceof NodeSource.Answer.Damaged(String reason)
                        ? "a node is damaged: " + reason
                        : "a node is in no segment";
        findings.add(what, "", 0, id);
        damaged.merge(new Place(position, id), 1, Integer::sum);
    }

    private void lookUp() throws IOException {
        if (asked.isEmpty()) {
            return;
        }
        List<Id> ids = asked.stream().map(Place::id).toList();
        for (int bad : chunks.unreadable(ids, findings).stream().toArray()) {
            damaged.merge(asked.get(bad), 1, Integer::sum);
        }
        asked.clear();
    }
}
