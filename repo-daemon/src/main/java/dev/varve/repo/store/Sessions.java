package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.SessionState;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Names;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one vault. What is open is known from the index, which knows it from SESSION and
 * POINT records, so it survives the daemon.
 */
final class Sessions {
    /** 1 MiB a session, taken when it is first told of something: enough for 2 million objects. */
    private static final int TOLD_BITS = 1 << 23;

    private final VaultContext vault;
    private final Committer committer;
    private final VaultQuota quota;
    private final Map<Uid, OpenPush> open = new ConcurrentHashMap<>();

    /** The vault is about to be deleted. */
    private boolean shut;

    Sessions(VaultContext vault, Committer committer, VaultQuota quota) throws IOException {
        this.vault = vault;
        this.committer = committer;
        this.quota = quota;
        vault.index()
                .scan(
                        Family.SESSIONS,
                        StoreKeys.vault(vault.vaultNumber()),
                        (key, value) -> {
                            SessionDocument session = SessionDocument.parseFrom(value);
                            if (session.getState() == SessionState.SESSION_STATE_OPEN) {
                                // Nobody knows any more what it was told, and what it sent.
                                long owed = SessionNeed.owedBytes(vault, session);
                                recover(session, quota.resume(owed));
                            }
                            return true;
                        });
    }

    private void recover(SessionDocument session, Reservation reservation) {
        SessionSilence silence =
                SessionSilence.afterStart(session.getOpenedMillis(), vault.nowMillis());
        var _ = add(session, ToldObjects.everything(), 0, silence, reservation);
    }

    private OpenPush add(
            SessionDocument session,
            ToldObjects told,
            long barrier,
            SessionSilence silence,
            Reservation reservation) {
        OpenPush push =
                new OpenPush(vault, committer, session, told, barrier, silence, quota, reservation);
        open.put(push.sessionId(), push);
        return push;
    }

    /** Open ones, oldest first. */
    List<OpenPush> list() {
        open.values().removeIf(OpenPush::ended);
        return open.values().stream()
                .sorted(
                        Comparator.comparingLong(
                                        (OpenPush push) -> push.document().getOpenedMillis())
                                .thenComparing(OpenPush::sessionId))
                .toList();
    }

    @Nullable OpenPush find(String client, Uid sessionId) {
        OpenPush push = open.get(sessionId);
        return push == null || push.ended() || !push.document().getClient().equals(client)
                ? null
                : push;
    }

    /** Opens no session from here on; gives those that are open. */
    synchronized List<OpenPush> shut() {
        shut = true;
        return list();
    }

    synchronized void reopen() {
        shut = false;
    }

    synchronized OpenPush open(String client, OpenSession request) throws IOException {
        if (shut) {
            throw new ProtocolException(
                    ErrorCode.VAULT_UNKNOWN,
                    "vault " + vault.vaultName() + " is being deleted",
                    "Nothing can be stored in it any more.");
        }
        Uid id = PointImages.uid("session id", request.getSessionId());
        SessionDocument known = vault.session(id);
        if (known != null) {
            return resume(client, request, id, known);
        }
        if (!request.getResumeToken().isEmpty()) {
            throw OpenPush.unknown(id);
        }
        OpenPush other = request.getTakeover() ? takeover(client, request) : null;
        return other == null ? create(client, request) : other;
    }

    private OpenPush resume(String client, OpenSession request, Uid id, SessionDocument known)
            throws ProtocolException {
        boolean tokenFits =
                request.getResumeToken().isEmpty()
                        ? known.getSourcesList().equals(request.getSourcesList())
                        : MessageDigest.isEqual(
                                ReceiptSigner.sha256(request.getResumeToken().toByteArray()),
                                known.getResumeTokenSha256().toByteArray());
        if (!known.getClient().equals(client)
                || !tokenFits
                || known.getState() == SessionState.SESSION_STATE_CLOSED) {
            throw OpenPush.unknown(id);
        }
        OpenPush push = open.get(id);
        if (push == null) {
            // Committed before: it answers with its receipt.
            return new OpenPush(
                    vault,
                    committer,
                    known,
                    ToldObjects.everything(),
                    0,
                    SessionSilence.begin(vault.nowMillis()),
                    quota,
                    new Reservation(0, 0, 0));
        }
        push.touch();
        return push;
    }

    private @Nullable OpenPush takeover(String client, OpenSession request) throws IOException {
        for (OpenPush push : list().reversed()) {
            if (push.document().getClient().equals(client)
                    && push.document().getSourcesList().equals(request.getSourcesList())
                    && push.document().getBasesList().equals(bases(request.getSourcesList()))) {
                push.touch();
                return push;
            }
        }
        return null;
    }

    private OpenPush create(String client, OpenSession request) throws IOException {
        requireSources(request.getSourcesList());
        requireRoom(client);
        Uid id = PointImages.uid("session id", request.getSessionId());
        byte[] token = vault.signer().resumeToken(vault.vaultNumber(), id.toBytes());
        SessionDocument session =
                SessionDocument.newBuilder()
                        .setSessionId(request.getSessionId())
                        .setResumeTokenSha256(ByteString.copyFrom(ReceiptSigner.sha256(token)))
                        .setClient(client)
                        .addAllSources(request.getSourcesList())
                        .addAllBases(bases(request.getSourcesList()))
                        .setOpenedMillis(vault.nowMillis())
                        .setState(SessionState.SESSION_STATE_OPEN)
                        .build();
        long barrier = vault.records().lowestOpen(vault.vaultNumber());
        Reservation room =
                quota.reserve(
                        SessionNeed.expectedBytes(
                                session.getSourcesList(), session.getBasesList()));
        boolean opened = false;
        try {
            vault.appendDocument(RecordType.SESSION, id, session.toByteArray());
            opened = true;
        } finally {
            if (!opened) {
                quota.end(room);
            }
        }
        SessionSilence silence = SessionSilence.begin(vault.nowMillis());
        return add(session, new ToldObjects(TOLD_BITS), barrier, silence, room);
    }

    /** Segments from this id on may hold what open sessions sent. */
    long barrier() {
        return list().stream()
                .mapToLong(OpenPush::barrier)
                .min()
                .orElseGet(() -> vault.records().lowestOpen(vault.vaultNumber()));
    }

    /** True for what a session that is open now may have been told that the repository has. */
    Predicate<Id> told() {
        List<OpenPush> now = list();
        return id -> now.stream().anyMatch(push -> push.wasTold(id));
    }

    private List<ImageBase> bases(List<ImageSource> sources) throws IOException {
        List<ImageBase> bases = new ArrayList<>(sources.size());
        for (ImageSource source : sources) {
            ChainHead head = vault.chainHead(source.getChain());
            if (head == null) {
                bases.add(ImageBase.getDefaultInstance());
                continue;
            }
            Committer.requireSameShape(source, head);
            ImageBase.Builder base =
                    ImageBase.newBuilder().setPointId(PointImages.bytes(head.point()));
            if (!new PointMarks(vault).isDamaged(head.point())) {
                base.setRoot(head.image().getRoot()).setSizeBytes(head.image().getSizeBytes());
            }
            bases.add(base.build());
        }
        return bases;
    }

    private void requireSources(List<ImageSource> sources) throws ProtocolException {
        int most = vault.parts().limits().imagesPerSession();
        if (sources.isEmpty() || sources.size() > most) {
            throw bad("a session has 1 to " + most + " sources, not " + sources.size());
        }
        Set<String> chains = new HashSet<>();
        for (ImageSource source : sources) {
            requireSource(source);
            if (!chains.add(source.getChain())) {
                throw bad("chain " + source.getChain() + " is named twice");
            }
        }
    }

    private static void requireSource(ImageSource source) throws ProtocolException {
        try {
            Names.requireChain(source.getChain());
            switch (source.getKind()) {
                case IMAGE_KIND_BLOCK ->
                        BlockRoot.of(source.getBlockBytes(), source.getSizeBytes(), Id.ZERO);
                case IMAGE_KIND_TREE -> {
                    if (source.getBlockBytes() != 0) {
                        throw new IllegalArgumentException("a tree has no blocks");
                    }
                }
                case IMAGE_KIND_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("the kind of image is not known");
            }
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "source " + source.getChain() + ": " + e.getMessage(),
                    "",
                    e);
        }
    }

    private void requireRoom(String client) throws ProtocolException {
        int most = vault.parts().limits().sessionsPerClient();
        long now = list().stream().filter(p -> p.document().getClient().equals(client)).count();
        if (now >= most) {
            throw new ProtocolException(
                    ErrorCode.LIMIT_REACHED,
                    "client " + client + " has " + now + " sessions open, the most allowed",
                    "Finish, resume or give up one of them; silent ones are given up in time.");
        }
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }
}
