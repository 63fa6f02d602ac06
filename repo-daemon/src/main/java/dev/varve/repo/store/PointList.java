package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The points of one vault, with what checks found of them. */
final class PointList {
    private final Index index;
    private final int vaultNumber;

    PointList(Index index, int vaultNumber) {
        this.index = index;
        this.vaultNumber = vaultNumber;
    }

    /** Takes one point of {@link #forEach}. */
    @FunctionalInterface
    interface PointVisitor {
        /** Returns false to end. */
        boolean visit(PointDocument point) throws IOException;
    }

    /** Oldest first, or newest first. */
    void forEach(boolean newestFirst, PointVisitor visitor) throws IOException {
        byte[] prefix = StoreKeys.vault(vaultNumber);
        Index.PairVisitor pairs =
                (key, value) -> visitor.visit(withState(PointDocument.parseFrom(value)));
        if (newestFirst) {
            index.scanBackward(Family.POINTS, prefix, pairs);
        } else {
            index.scan(Family.POINTS, prefix, pairs);
        }
    }

    Points list(ListPoints request) throws IOException {
        Points.Builder points = Points.newBuilder();
        if (!request.getPointId().isEmpty()) {
            PointDocument point = require(PointImages.uid("point id", request.getPointId()));
            return matches(point, request) ? points.addPoints(point).build() : points.build();
        }
        forEach(
                request.getLatest(),
                point -> {
                    if (!matches(point, request)) {
                        return true;
                    }
                    points.addPoints(point);
                    return !request.getLatest();
                });
        return points.build();
    }

    /** Null: there is none. */
    @Nullable PointDocument find(Uid id) throws IOException {
        byte[] value = index.get(Family.POINTS, StoreKeys.uid(vaultNumber, id));
        return value == null ? null : withState(PointDocument.parseFrom(value));
    }

    /**
     * The point with this id.
     *
     * @throws ProtocolException POINT_UNKNOWN
     */
    PointDocument require(Uid id) throws IOException {
        PointDocument point = find(id);
        if (point == null) {
            throw new ProtocolException(
                    ErrorCode.POINT_UNKNOWN,
                    "there is no restore point " + id,
                    "List the points to see which there are.");
        }
        return point;
    }

    private static boolean matches(PointDocument point, ListPoints request) {
        return request.getChain().isEmpty()
                || point.getImagesList().stream()
                        .anyMatch(image -> image.getChain().equals(request.getChain()));
    }

    private PointDocument withState(PointDocument point) throws IOException {
        Uid id = Uid.of(point.getPointId().toByteArray());
        byte[] damaged =
                index.get(Family.CURSORS, StoreKeys.cursor(vaultNumber, StoreKeys.DAMAGED, id));
        byte[] added =
                index.get(Family.LABELS, StoreKeys.label(vaultNumber, StoreKeys.POINT_LABEL, id));
        PointDocument.Builder listed =
                point.toBuilder().setState(damaged == null ? "good" : "damaged");
        if (added != null) {
            listed.setLabel(Labels.join(point.getLabel(), Label.parseFrom(added)));
        }
        return listed.build();
    }
}
