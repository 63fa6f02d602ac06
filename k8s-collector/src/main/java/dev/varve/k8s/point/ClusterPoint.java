package dev.varve.k8s.point;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A restore point that was taken of a cluster. */
public record ClusterPoint(Uid id, PointDocument document, PointDescription description) {

    /** Opens a point's description; nothing when it is no point of a cluster. */
    public static Optional<ClusterPoint> open(PointDocument document, VaultCipher cipher)
            throws ProtocolException {
        byte[] text = cipher.openDescription(document.getSealedDescription().toByteArray());
        return PointDescription.parse(new String(text, StandardCharsets.UTF_8))
                .map(description ->
                        new ClusterPoint(
                                Uid.of(document.getPointId().toByteArray()),
                                document,
                                description));
    }

    /** Like {@link #open}, for a point that must be one of a cluster. */
    public static ClusterPoint require(PointDocument document, VaultCipher cipher)
            throws ProtocolException {
        return open(document, cipher)
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.USAGE,
                                "restore point "
                                        + Uid.of(document.getPointId().toByteArray())
                                        + " was not taken of a Kubernetes cluster",
                                "varve k8s points lists those that were"));
    }

    /** The root of a chain's image in this point. */
    public Optional<Id> root(String chain) {
        return document.getImagesList().stream()
                .filter(image -> image.getChain().equals(chain))
                .map(PointImage::getRoot)
                .map(root -> Id.at(root.toByteArray(), 0))
                .findFirst();
    }
}
