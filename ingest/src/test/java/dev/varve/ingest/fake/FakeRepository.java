package dev.varve.ingest.fake;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.Node;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A repository of one vault in memory that is as strict as a real one: it checks every record,
 * keeps only what it acknowledged, merges deltas and finds what is missing. Outlives the clients
 * that {@link #connect} makes. Guarded by its own lock.
 */
public final class FakeRepository {
    static final int WINDOW_BYTES = 8 << 20;

    final Map<Id, byte[]> chunkRecords = new HashMap<>();
    final Map<Id, byte[]> nodeRecords = new HashMap<>();
    final Map<Id, Node> nodes = new HashMap<>();
    final Map<Uid, FakeSessionState> sessions = new HashMap<>();
    final List<PointDocument> points = new ArrayList<>();
    private final Uid repositoryId;
    private final KeyPair receiptKeys;
    private VaultDocument vault;
    private final SecureRandom random = new SecureRandom();

    private FakeRepository(VaultDocument vault) {
        this.vault = vault;
        repositoryId = Uid.random(random);
        try {
            receiptKeys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A repository with an encrypted vault; {@code key} is its data key. */
    public static FakeRepository encrypted(DataKey key) {
        return new FakeRepository(
                document(Encryption.ENCRYPTION_AES_256_GCM)
                        .setDataKeyCheck(ByteString.copyFrom(key.checkValue()))
                        .build());
    }

    /** A repository with an encrypted vault that has no key yet. */
    public static FakeRepository withoutKey() {
        return new FakeRepository(document(Encryption.ENCRYPTION_AES_256_GCM).build());
    }

    /** A repository with a vault without encryption. */
    public static FakeRepository plain() {
        byte[] name = new byte[32];
        new SecureRandom().nextBytes(name);
        return new FakeRepository(
                document(Encryption.ENCRYPTION_NONE)
                        .setPublicNamingKey(ByteString.copyFrom(name))
                        .build());
    }

    private static VaultDocument.Builder document(Encryption encryption) {
        return VaultDocument.newBuilder()
                .setVaultId(ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes()))
                .setVaultNumber(1)
                .setName("test")
                .setEncryption(encryption)
                .setRevision(1);
    }

    /** A client that works until the daemon goes away. */
    public RepositoryClient connect() {
        return new FakeClient(this, Long.MAX_VALUE);
    }

    /** A client whose connection ends for ever after it put so many runs. */
    public RepositoryClient connectUntil(long runs) {
        return new FakeClient(this, runs);
    }

    public synchronized VaultDocument vault() {
        return vault;
    }

    synchronized VaultDocument replaceVault(long expectedRevision, VaultDocument.Builder changed)
            throws ProtocolException {
        if (vault.getRevision() != expectedRevision) {
            throw new ProtocolException(
                    ErrorCode.KEYS_CHANGED, "the keys changed meanwhile", "try again");
        }
        vault = changed.setRevision(expectedRevision + 1).build();
        return vault;
    }

    synchronized Welcome welcome() {
        return Welcome.newBuilder()
                .setVersion(1)
                .setRepositoryId(ByteString.copyFrom(repositoryId.toBytes()))
                .setLimits(
                        Limits.newBuilder()
                                .setWindowBytes(WINDOW_BYTES)
                                .setFrameBytes(4 << 20)
                                .setIdsPerRequest(256)
                                .setStreams(8))
                .setVault(vault)
                .setClient("client")
                .setReceiptKey(ByteString.copyFrom(receiptKeys.getPublic().getEncoded()))
                .build();
    }

    synchronized FakeSessionState open(OpenSession request) throws ProtocolException {
        Uid id = Uid.of(request.getSessionId().toByteArray());
        FakeSessionState known = sessions.get(id);
        if (known == null ? !request.getResumeToken().isEmpty() : !known.mayGoOn(request)) {
            throw new ProtocolException(ErrorCode.SESSION_UNKNOWN, "no session " + id, "");
        }
        if (known == null && request.getTakeover()) {
            known = openOf(request);
        }
        if (known != null) {
            known.resumed = true;
            return known;
        }
        FakeSessionState session = new FakeSessionState(this, id, request);
        sessions.put(id, session);
        return session;
    }

    private @Nullable FakeSessionState openOf(OpenSession request) {
        for (FakeSessionState session : sessions.values()) {
            if (session.receipt == null
                    && !session.givenUp
                    && session.buildsOnTheNewest()
                    && session.request.getSourcesList().equals(request.getSourcesList())) {
                return session;
            }
        }
        return null;
    }

    /** The newest image of a chain: its point and its number in it. */
    synchronized @Nullable PointDocument newest(String chain) {
        for (PointDocument point : points.reversed()) {
            if (point.getImagesList().stream().anyMatch(i -> i.getChain().equals(chain))) {
                return point;
            }
        }
        return null;
    }

    Receipt sign(ReceiptBody body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(receiptKeys.getPrivate());
            ByteString bytes = body.toByteString();
            signature.update(bytes.toByteArray());
            return Receipt.newBuilder()
                    .setBody(bytes)
                    .setSignature(ByteString.copyFrom(signature.sign()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Chunks stored. */
    public synchronized int chunkCount() {
        return chunkRecords.size();
    }

    /** Bytes of the records that hold chunks, each record once. */
    public synchronized long chunkRecordBytes() {
        return chunkRecords.values().stream().distinct().mapToLong(record -> record.length).sum();
    }

    /** Drops chunks as a disk would that forgot them; open sessions find out when they commit. */
    public synchronized void forgetChunks() {
        chunkRecords.clear();
    }

    /** Flips bits of one byte of the record that holds {@code chunk}. */
    public synchronized void damage(Id chunk, int offset) {
        byte[] record = chunkRecords.get(chunk);
        if (record == null) {
            throw new IllegalArgumentException("no chunk " + chunk);
        }
        record[offset] ^= 0x40;
    }

    public synchronized List<Id> chunkIds() {
        return List.copyOf(chunkRecords.keySet());
    }

    /** Length of the record that holds {@code chunk}. */
    public synchronized int recordLength(Id chunk) {
        byte[] record = chunkRecords.get(chunk);
        return record == null ? 0 : record.length;
    }
}
