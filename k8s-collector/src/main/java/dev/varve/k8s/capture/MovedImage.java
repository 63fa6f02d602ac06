package dev.varve.k8s.capture;

import com.google.protobuf.ByteString;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import java.nio.charset.StandardCharsets;

/**
 * An image that a mover has pushed already, by a restore point of its own: the point of the run
 * takes it over as it is, so that objects and volumes are committed together. Moves no data.
 */
final class MovedImage implements ImageBackup {
    private final PointImage image;
    private final Uid point;

    /**
     * An image to take over.
     *
     * @param point that the mover committed, the newest of the image's chain
     */
    MovedImage(PointImage image, Uid point) {
        this.image = image;
        this.point = point;
    }

    @Override
    public ImageSource source() {
        return ImageSource.newBuilder()
                .setChain(image.getChain())
                .setKind(image.getKind())
                .setSizeBytes(
                        image.getKind() == ImageKind.IMAGE_KIND_BLOCK ? image.getSizeBytes() : 0)
                .setBlockBytes(image.getBlockBytes())
                .build();
    }

    @Override
    public byte[] identity() {
        return ("moved\n" + image.getChain() + "\n" + point).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CommitImage push(ImagePush push) throws ProtocolException {
        if (!push.base().getRoot().equals(image.getRoot())) {
            throw new ProtocolException(
                    ErrorCode.BASE_CHANGED,
                    "chain " + image.getChain() + " went on since its mover ended",
                    "run the backup again, and no other of the same volume beside it");
        }
        return image.getKind() == ImageKind.IMAGE_KIND_BLOCK
                ? CommitImage.newBuilder().setSizeBytes(image.getSizeBytes()).build()
                : CommitImage.newBuilder()
                        .setRoot(ByteString.copyFrom(image.getRoot().toByteArray()))
                        .build();
    }
}
