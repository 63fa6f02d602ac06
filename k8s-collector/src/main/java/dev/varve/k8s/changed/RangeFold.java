package dev.varve.k8s.changed;

import dev.varve.ingest.block.BlockSet;
import dev.varve.ingest.block.Extent;
import dev.varve.k8s.changed.message.BlockMetadata;
import dev.varve.k8s.changed.message.BlockMetadataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the ranges of a service into blocks as they come, and refuses what its interface does not
 * allow: another capacity, sizes below 1, ranges out of order, one over the other, or beyond the
 * volume. Keeps blocks, not ranges: its memory is bounded by the volume. Confined to one thread.
 */
final class RangeFold {
    private final long sizeBytes;
    private final BlockSet blocks;
    private @Nullable BlockMetadataType type;
    private long fixedBytes;
    private long endBytes;
    private boolean asked;

    /**
     * Nothing yet.
     *
     * @param sizeBytes of the device that is read
     */
    RangeFold(long sizeBytes, int blockBytes) {
        this.sizeBytes = sizeBytes;
        blocks = new BlockSet(sizeBytes, blockBytes);
    }

    /** Another call begins, that asks for what lies behind {@link #endBytes}. */
    void beginCall() {
        asked = true;
    }

    /** One message. */
    void add(BlockMetadataType kind, long capacityBytes, List<BlockMetadata> ranges)
            throws MetadataException {
        if (capacityBytes != sizeBytes) {
            throw new MetadataException(
                    "says the volume has " + capacityBytes + " bytes, the device has " + sizeBytes);
        }
        requireType(kind);
        for (BlockMetadata range : ranges) {
            add(range.getByteOffset(), range.getSizeBytes());
        }
    }

    private void requireType(BlockMetadataType kind) throws MetadataException {
        boolean known =
                kind == BlockMetadataType.FIXED_LENGTH || kind == BlockMetadataType.VARIABLE_LENGTH;
        if (!known || (type != null && type != kind)) {
            throw new MetadataException("gives ranges of type " + kind + " after " + type);
        }
        type = kind;
    }

    /** The first range after a cut may begin before the place that was asked for, not end there. */
    private void add(long offset, long length) throws MetadataException {
        boolean inside = offset >= 0 && length > 0 && length <= sizeBytes - offset;
        if (!inside) {
            throw new MetadataException(
                    "gives " + length + " bytes at " + offset + " of " + sizeBytes);
        }
        boolean ascends = asked ? offset + length > endBytes : offset >= endBytes;
        if (!ascends) {
            throw new MetadataException(
                    "gives a range at " + offset + " after one that ended at " + endBytes);
        }
        if (type == BlockMetadataType.FIXED_LENGTH) {
            requireFixed(length);
        }
        asked = false;
        endBytes = offset + length;
        blocks.add(new Extent(offset, length));
    }

    private void requireFixed(long length) throws MetadataException {
        if (fixedBytes != 0 && fixedBytes != length) {
            throw new MetadataException(
                    "gives " + length + " bytes among ranges of a fixed " + fixedBytes);
        }
        fixedBytes = length;
    }

    /** Where the last range ended: what lies before is known. */
    long endBytes() {
        return endBytes;
    }

    /** Whether nothing can follow. */
    boolean isAtEnd() {
        return endBytes == sizeBytes;
    }

    /** Whether anything was said at all. */
    boolean hasAnswer() {
        return type != null;
    }

    BlockSet blocks() {
        return blocks;
    }
}
