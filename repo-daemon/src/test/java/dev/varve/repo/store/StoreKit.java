package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.MemoryIndex;
import dev.varve.repo.io.FaultyStorageDirectory;
import dev.varve.repo.retention.FakeRetention;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore;
import dev.varve.repo.store.segment.SegmentSettings;
import dev.varve.repo.store.segment.SegmentStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A repository on a directory that fails as told, and a client's hands. */
final class StoreKit {
    static final int BLOCK_BYTES = 4096;
    static final String CLIENT = "node-1";
    static final VaultDocument VAULT =
            VaultDocument.newBuilder()
                    .setVaultId(ByteString.copyFrom(new Uid(3, 3).toBytes()))
                    .setVaultNumber(3)
                    .setName("team")
                    .setRevision(1)
                    .build();

    /** Pushes end before so much of the disk is left, or a fiftieth of it, the smaller one. */
    long reserveBytes;

    final FaultyStorageDirectory directory;
    final MemoryIndex index = new MemoryIndex();
    final KeyPair receiptKey = newKey();
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);
    StoreLimits limits = StoreLimits.DEFAULT;
    final FakeRetention retention = new FakeRetention();
    VaultDocument vaultDocument = VAULT;
    private final long seed;
    private MortalIndex life = new MortalIndex(index, 0);
    private @Nullable RecordStore records;
    private @Nullable Repository repository;

    StoreKit(long seed) {
        this.seed = seed;
        directory = new FaultyStorageDirectory(seed);
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    VaultStore open() throws IOException {
        life = new MortalIndex(index, seed);
        RecordStore opened =
                SegmentStore.open(directory, new Uid(1, 2), life, settings(), System::nanoTime);
        records = opened;
        repository =
                Repository.open(
                        new RepositoryParts(
                                new Uid(1, 2),
                                opened,
                                life,
                                number -> number == VAULT.getVaultNumber() ? vaultDocument : null,
                                receiptKey,
                                clock,
                                new SecureRandom(),
                                limits,
                                retention.retention()));
        return vault();
    }

    private SegmentSettings settings() {
        return new SegmentSettings(
                64 << 10, Duration.ofMinutes(5), 8 << 20, reserveBytes, 32 << 10, 8, 1 << 20);
    }

    VaultStore vault() throws IOException {
        return Objects.requireNonNull(repository).vault(VAULT);
    }

    Index index() {
        return index;
    }

    RecordStore records() {
        return Objects.requireNonNull(records);
    }

    void close() throws IOException {
        Objects.requireNonNull(repository).close();
    }

    /** Power cut; the repository must be opened again. */
    void crash() {
        life.kill();
        directory.crashAfter(0);
        try {
            Objects.requireNonNull(records).close();
            if (repository != null) {
                repository.close();
            }
        } catch (IOException e) {
            // It was cut off in the middle.
        }
        repository = null;
        directory.crash();
        index.crash();
    }

    /** The process dies instead of a write to the index, perhaps in the middle of counting. */
    void killAfterIndexWrites(int writes) {
        life.killAfter(writes);
    }

    boolean dead() {
        return life.dead();
    }

    List<PointDocument> points() throws IOException {
        return vault().listPoints(ListPoints.getDefaultInstance()).getPointsList();
    }

    static ImageSource block(String chain, long sizeBytes) {
        return ImageSource.newBuilder()
                .setChain(chain)
                .setKind(ImageKind.IMAGE_KIND_BLOCK)
                .setBlockBytes(BLOCK_BYTES)
                .setSizeBytes(sizeBytes)
                .build();
    }

    static ImageSource tree(String chain) {
        return ImageSource.newBuilder().setChain(chain).setKind(ImageKind.IMAGE_KIND_TREE).build();
    }

    static OpenSession session(Uid id, ImageSource... sources) {
        return OpenSession.newBuilder()
                .setSessionId(ByteString.copyFrom(id.toBytes()))
                .addAllSources(List.of(sources))
                .build();
    }

    static void putChunks(PushStore push, List<Id> chunks) throws IOException {
        RecordRun.Builder run = new RecordRun.Builder();
        for (Id chunk : chunks) {
            run.add(RecordType.CHUNKS, chunk, 32, ByteBuffer.wrap(chunk.toBytes()));
        }
        if (run.lengthBytes() > 0) {
            put(push, RecordType.CHUNKS, run.build());
        }
    }

    /** One run of a record for each. */
    static ByteBuf chunks(List<Id> chunks) {
        RecordRun.Builder run = new RecordRun.Builder();
        chunks.forEach(
                chunk -> run.add(RecordType.CHUNKS, chunk, 32, ByteBuffer.wrap(chunk.toBytes())));
        return Unpooled.copiedBuffer(run.build().bytes());
    }

    static void putNodes(PushStore push, Map<Id, ByteBuffer> nodes) throws IOException {
        RecordRun.Builder run = new RecordRun.Builder();
        nodes.forEach((id, payload) ->
                run.add(RecordType.NODE, id, payload.remaining(), payload.duplicate()));
        put(push, RecordType.NODE, run.build());
    }

    /** Blocks that changed; the zero id makes a hole. */
    static void putDelta(PushStore push, int ordinal, Map<Long, Id> blocks) throws IOException {
        TreeMap<Long, TreeMap<Long, Id>> pages = new TreeMap<>();
        blocks.forEach((block, id) ->
                pages.computeIfAbsent(block / BlockPage.FAN_OUT, page -> new TreeMap<>())
                        .put(block % BlockPage.FAN_OUT, id));
        ByteBuffer payload =
                ByteBuffer.allocate(8 + pages.size() * 12 + blocks.size() * 33)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(ordinal)
                        .putInt(pages.size());
        pages.forEach((page, slots) -> {
            payload.putLong(page).putInt(slots.size());
            slots.forEach((slot, id) -> payload.put((byte) (long) slot).put(id.toBytes()));
        });
        Uid session = push.sessionId();
        put(
                push,
                RecordType.DELTA,
                RecordRun.single(
                        RecordType.DELTA,
                        new Id(session.high(), session.low(), 0, 0),
                        0,
                        payload.flip()));
    }

    static void put(PushStore push, RecordType type, RecordRun run) throws IOException {
        try {
            push.append(type, Unpooled.copiedBuffer(run.bytes())).get();
        } catch (ExecutionException e) {
            throw DurableAppends.asIo(Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static CommitAnswer commit(PushStore push, CommitImage... images) throws IOException {
        return push.commit(
                Commit.newBuilder()
                        .setSessionId(ByteString.copyFrom(push.sessionId().toBytes()))
                        .addAllImages(List.of(images))
                        .build());
    }

    static CommitImage size(long sizeBytes) {
        return CommitImage.newBuilder().setSizeBytes(sizeBytes).build();
    }

    static CommitImage root(Id root) {
        return CommitImage.newBuilder().setRoot(ByteString.copyFrom(root.toBytes())).build();
    }

    static List<Id> chunksOf(Map<Long, Id> blocks) {
        return new ArrayList<>(blocks.values().stream().filter(id -> !id.isZero()).toList());
    }
}
