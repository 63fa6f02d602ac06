package dev.varve.k8s.changed;

import dev.varve.ingest.block.ChangeTracker.Question;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Finds the snapshot that a chain's last image was read from. Movers write it into their points,
 * where nobody of the cluster can change it; a point counts when its image is the very one that the
 * push builds on.
 */
final class BaseSnapshots {
    private final String chain;
    private final VaultCipher cipher;

    BaseSnapshots(String chain, VaultCipher cipher) {
        this.chain = chain;
        this.cipher = cipher;
    }

    /** What the point of a mover says of itself. */
    static String note(String chain, String handle) {
        return "volume of " + chain + ", read from snapshot " + handle;
    }

    /** The one among these from which the base was read. */
    Optional<String> find(Question question, Id baseRoot, List<String> handles)
            throws ProtocolException, InterruptedException {
        ListPoints request = ListPoints.newBuilder().setChain(chain).build();
        for (PointDocument point : question.client().listPoints(request).getPointsList()) {
            if (hasImage(point, baseRoot)) {
                byte[] said = cipher.openDescription(point.getSealedDescription().toByteArray());
                String note = new String(said, StandardCharsets.UTF_8);
                for (String handle : handles) {
                    if (note.equals(note(chain, handle))) {
                        return Optional.of(handle);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean hasImage(PointDocument point, Id root) {
        for (PointImage image : point.getImagesList()) {
            if (image.getChain().equals(chain)
                    && Id.at(image.getRoot().toByteArray(), 0).equals(root)) {
                return true;
            }
        }
        return false;
    }
}
