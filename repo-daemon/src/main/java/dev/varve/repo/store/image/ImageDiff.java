package dev.varve.repo.store.image;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import java.io.IOException;

/**
 * The one primitive: how image b differs from image a, position by position. Equal ids are skipped
 * unread, so the cost follows the change. Confined to one thread for a run.
 */
public final class ImageDiff {
    private final NodeSource source;
    private final int idsPerPass;

    public ImageDiff(NodeSource source) {
        this(source, ContentDiff.IDS_PER_PASS);
    }

    ImageDiff(NodeSource source, int idsPerPass) {
        this.source = source;
        this.idsPerPass = idsPerPass;
    }

    /**
     * Tells {@code visitor} the difference. A root of zero stands for an image with nothing in it.
     *
     * @throws ProtocolException DAMAGED: a node of a cannot be read; BAD_MESSAGE: an image breaks
     *     the rules of docs/formats/node.md
     */
    public void run(ImageKind kind, Id rootA, Id rootB, DiffVisitor visitor) throws IOException {
        ImageReader readerA = ImageReader.ofBase(source);
        ImageReader readerB = ImageReader.ofNew(source, visitor);
        switch (kind) {
            case IMAGE_KIND_BLOCK -> new BlockDiff(readerA, readerB, visitor).run(rootA, rootB);
            case IMAGE_KIND_TREE ->
                    new TreeDiff(readerA, readerB, visitor, idsPerPass).run(rootA, rootB);
            case IMAGE_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("image kind " + kind);
        }
    }
}
