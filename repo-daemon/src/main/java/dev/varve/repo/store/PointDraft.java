package dev.varve.repo.store;

import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.ReceiptImage;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.util.List;

/** What a point's document is made from, once its images are whole. */
record PointDraft(
        VaultContext vault,
        SessionDocument session,
        Commit request,
        List<PointImage> images,
        long storedBytes,
        SegmentSet segments) {

    PointDocument complete(Uid pointId) throws IOException {
        long committedMillis = vault.nowMillis();
        Label label = vault.parts().retention().stamp(vault.policy());
        return PointDocument.newBuilder()
                .setPointId(PointImages.bytes(pointId))
                .setVault(vault.vaultName())
                .setClient(session.getClient())
                .setCommittedMillis(committedMillis)
                .setClientMillis(request.getClientMillis())
                .addAllImages(images)
                .setSealedDescription(request.getSealedDescription())
                .setConsistency(request.getConsistency())
                .setWarnings(request.getWarnings())
                .setRetention(request.getRetention())
                .setReceipt(vault.signer().sign(receiptBody(pointId, committedMillis, label)))
                .setReadBytes(request.getReadBytes())
                .setSentBytes(request.getSentBytes())
                .setStoredBytes(storedBytes)
                .setSessionId(session.getSessionId())
                .setCommittedClockMillis(vault.parts().retention().nowMillis())
                .setLabel(label)
                .addAllNewSegments(segments.ids())
                .build();
    }

    private ReceiptBody receiptBody(Uid pointId, long committedMillis, Label label) {
        ReceiptBody.Builder body =
                ReceiptBody.newBuilder()
                        .setPointId(PointImages.bytes(pointId))
                        .setRepositoryId(PointImages.bytes(vault.parts().repositoryId()))
                        .setVault(vault.vaultName())
                        .setRetention(request.getRetention())
                        .setCommittedMillis(committedMillis)
                        .setStoredBytes(storedBytes)
                        .setLabel(label);
        for (PointImage image : images) {
            body.addImages(
                    ReceiptImage.newBuilder()
                            .setChain(image.getChain())
                            .setKind(image.getKind())
                            .setRoot(image.getRoot())
                            .setSizeBytes(image.getSizeBytes()));
        }
        return body.build();
    }
}
