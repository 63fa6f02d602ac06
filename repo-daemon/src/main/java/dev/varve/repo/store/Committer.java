package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.SessionState;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.store.image.BlockMerge;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.image.NodeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions of one vault, by a point or without. One at a time, so that between looking at a
 * chain's newest image and the new one's record nothing moves the chain.
 */
final class Committer {
    private static final Logger LOGGER = LoggerFactory.getLogger(Committer.class);

    private final VaultContext vault;
    private final NodeSource nodes;
    private final LedgerDebts debts;
    private final ReentrantLock lock;

    Committer(VaultContext vault, ReentrantLock lock) {
        this.vault = vault;
        this.lock = lock;
        this.debts = new LedgerDebts(vault);
        this.nodes = new StoredNodes(vault.records(), vault.vaultNumber());
    }

    CommitAnswer commit(SessionDocument session, Commit request, AtomicLong storedBytes)
            throws IOException {
        Uid sessionId = Uid.of(session.getSessionId().toByteArray());
        lock.lock();
        try {
            Receipt earlier = requireOpen(sessionId);
            if (earlier != null) {
                return CommitAnswer.newBuilder().setReceipt(earlier).build();
            }
            List<PointImage> images = images(session, request, storedBytes);
            MissingParts missing = missingParts(session, images);
            if (!missing.isEmpty()) {
                return CommitAnswer.newBuilder().setMissing(missing.answer()).build();
            }
            PointDocument point =
                    new PointDraft(
                                    vault,
                                    session,
                                    request,
                                    images,
                                    storedBytes.get(),
                                    missing.segments())
                            .complete(nextPointId());
            Uid pointId = Uid.of(point.getPointId().toByteArray());
            vault.appendDocument(RecordType.POINT, pointId, point.toByteArray());
            debts.settle(pointId);
            afterwards(pointId, sessionId);
            return CommitAnswer.newBuilder().setReceipt(point.getReceipt()).build();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the session up; false when it was committed. */
    boolean close(SessionDocument session) throws IOException {
        Uid sessionId = Uid.of(session.getSessionId().toByteArray());
        lock.lock();
        try {
            SessionDocument now = vault.session(sessionId);
            if (now == null || now.getState() != SessionState.SESSION_STATE_OPEN) {
                return now == null || now.getState() == SessionState.SESSION_STATE_CLOSED;
            }
            vault.appendDocument(
                    RecordType.SESSION,
                    sessionId,
                    now.toBuilder()
                            .setState(SessionState.SESSION_STATE_CLOSED)
                            .build()
                            .toByteArray());
            vault.counting().forgetDeltas(vault.vaultNumber(), sessionId);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Null when the session is open; its receipt when it was committed. */
    private @Nullable Receipt requireOpen(Uid sessionId) throws IOException {
        PointDocument point = vault.pointOfSession(sessionId);
        if (point != null) {
            debts.settle(Uid.of(point.getPointId().toByteArray()));
            return point.getReceipt();
        }
        SessionDocument now = vault.session(sessionId);
        if (now == null || now.getState() != SessionState.SESSION_STATE_OPEN) {
            throw OpenPush.unknown(sessionId);
        }
        return null;
    }

    private List<PointImage> images(SessionDocument session, Commit request, AtomicLong storedBytes)
            throws IOException {
        if (request.getImagesCount() != session.getSourcesCount()) {
            throw bad(
                    "the commit has "
                            + request.getImagesCount()
                            + " images, the session "
                            + session.getSourcesCount());
        }
        List<PointImage> images = new ArrayList<>(request.getImagesCount());
        for (int i = 0; i < request.getImagesCount(); i++) {
            images.add(image(session, i, request.getImages(i), storedBytes));
        }
        return images;
    }

    private PointImage image(
            SessionDocument session, int ordinal, CommitImage image, AtomicLong storedBytes)
            throws IOException {
        ImageSource source = session.getSources(ordinal);
        ChainHead head = vault.chainHead(source.getChain());
        PointImage.Builder point =
                PointImage.newBuilder()
                        .setChain(source.getChain())
                        .setKind(source.getKind())
                        .setBlockBytes(source.getBlockBytes());
        ImageBase base = session.getBases(ordinal);
        if (head != null) {
            requireSameShape(source, head);
            requireWhole(source, head, base);
            point.setBasePointId(PointImages.bytes(head.point()))
                    .setBaseRoot(head.image().getRoot());
        }
        if (source.getKind() == ImageKind.IMAGE_KIND_TREE) {
            return point.setRoot(requireRoot(image, source))
                    .setSizeBytes(image.getSizeBytes())
                    .build();
        }
        if (!base.getPointId().equals(point.getBasePointId())) {
            throw new ProtocolException(
                    ErrorCode.BASE_CHANGED,
                    "chain " + source.getChain() + " has a newer image than this session's base",
                    "Back up again: the session begins anew on the newest image.");
        }
        Id root = merge(session, ordinal, image.getSizeBytes(), storedBytes);
        return point.setRoot(PointImages.bytes(root)).setSizeBytes(image.getSizeBytes()).build();
    }

    /** A session that began before the damage was found must not build on it. */
    private void requireWhole(ImageSource source, ChainHead head, ImageBase base)
            throws IOException {
        if (!base.getRoot().isEmpty() && new PointMarks(vault).isDamaged(head.point())) {
            throw new ProtocolException(
                    ErrorCode.BASE_CHANGED,
                    "the newest image of chain " + source.getChain() + " was found damaged",
                    "Back up again: all of the source is read then, and what is missing is sent.");
        }
    }

    static void requireSameShape(ImageSource source, ChainHead head) throws ProtocolException {
        if (head.image().getKind() != source.getKind()
                || head.image().getBlockBytes() != source.getBlockBytes()) {
            throw bad(
                    "chain "
                            + source.getChain()
                            + " holds images of kind "
                            + head.image().getKind()
                            + " with blocks of "
                            + head.image().getBlockBytes()
                            + " bytes, not "
                            + source.getKind()
                            + " with "
                            + source.getBlockBytes());
        }
    }

    private static ByteString requireRoot(CommitImage image, ImageSource source)
            throws ProtocolException {
        if (image.getRoot().size() != Id.LENGTH) {
            throw bad("the image of chain " + source.getChain() + " has no root of 32 bytes");
        }
        return image.getRoot();
    }

    private Id merge(SessionDocument session, int ordinal, long sizeBytes, AtomicLong storedBytes)
            throws IOException {
        if (sizeBytes < 0) {
            throw bad("size of " + sizeBytes + " bytes");
        }
        ByteString base = session.getBases(ordinal).getRoot();
        NodeWriter writer = new NodeWriter(vault.records(), vault.index(), vault.vaultNumber());
        Id root =
                BlockMerge.merge(
                        nodes,
                        writer,
                        base.isEmpty() ? Id.ZERO : Id.at(base.toByteArray(), 0),
                        new StoredDeltas(
                                vault.records(),
                                vault.index(),
                                vault.vaultNumber(),
                                Uid.of(session.getSessionId().toByteArray()),
                                ordinal),
                        session.getSources(ordinal).getBlockBytes(),
                        sizeBytes);
        storedBytes.addAndGet(writer.finish());
        return root;
    }

    private MissingParts missingParts(SessionDocument session, List<PointImage> images)
            throws IOException {
        MissingParts missing =
                new MissingParts(
                        vault.index(), vault.vaultNumber(), vault.parts().limits().missingIds());
        ImageDiff diff = new ImageDiff(nodes);
        for (int i = 0; i < images.size(); i++) {
            PointImage image = images.get(i);
            // A base that is damaged was kept from the session: then all of the image is looked at.
            boolean withheld = session.getBases(i).getRoot().isEmpty();
            diff.run(
                    image.getKind(),
                    withheld ? Id.ZERO : PointImages.baseRoot(image),
                    PointImages.root(image),
                    missing);
        }
        return missing;
    }

    /** Later than every point of the vault, even when the clock stepped back. */
    private Uid nextPointId() throws IOException {
        Uid next = Uid.ordered(vault.nowMillis(), vault.parts().random());
        Uid[] last = new Uid[1];
        vault.index()
                .scanBackward(
                        Family.POINTS,
                        StoreKeys.vault(vault.vaultNumber()),
                        (key, value) -> {
                            last[0] = StoreKeys.lastUid(key);
                            return false;
                        });
        return last[0] == null || last[0].compareTo(next) < 0
                ? next
                : Uid.ordered((last[0].high() >>> 16) + 1, vault.parts().random());
    }

    /** The point exists; whatever fails from here on is finished after the next start. */
    private void afterwards(Uid pointId, Uid sessionId) {
        try {
            vault.counting().count(vault.vaultNumber(), pointId);
            vault.counting().forgetDeltas(vault.vaultNumber(), sessionId);
        } catch (IOException e) {
            LOGGER.atError()
                    .addKeyValue("pointId", pointId)
                    .setCause(e)
                    .log("references not counted yet, to be finished after the next start");
        }
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }
}
