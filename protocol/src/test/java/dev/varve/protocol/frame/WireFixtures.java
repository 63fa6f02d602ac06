package dev.varve.protocol.frame;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.CloseSession;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.DamagedImage;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.GetNodes;
import dev.varve.protocol.message.GetStatistics;
import dev.varve.protocol.message.HaveAnswer;
import dev.varve.protocol.message.HaveChunks;
import dev.varve.protocol.message.Hello;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.KeysUpdated;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Ping;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.Pong;
import dev.varve.protocol.message.ReadChunks;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.message.SessionClosed;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One frame of each type with every field set, as version 1 writes it. */
final class WireFixtures {
    private static final ByteString UID = bytes(16, 0x10);
    private static final ByteString ID = bytes(32, 0x40);
    private static final VaultDocument VAULT =
            VaultDocument.newBuilder()
                    .setVaultId(UID)
                    .setVaultNumber(3)
                    .setName("prod")
                    .setEncryption(Encryption.ENCRYPTION_AES_256_GCM)
                    .addKeySlots(
                            KeySlot.newBuilder()
                                    .setSlotId("s1")
                                    .setLabel("main")
                                    .setKind(SlotKind.SLOT_KIND_PASSPHRASE)
                                    .setSalt(UID)
                                    .setArgon2MemoryKib(65536)
                                    .setArgon2Passes(3)
                                    .setArgon2Lanes(1)
                                    .setWrappedDataKey(bytes(60, 1))
                                    .setCreatedMillis(1_700_000_000_000L))
                    .setCreatedMillis(1_700_000_000_000L)
                    .setRevision(4)
                    .setDataKeyCheck(UID)
                    .build();
    private static final RetentionAsked RETENTION =
            RetentionAsked.newBuilder().setMode("compliance").setDurationSeconds(86_400).build();
    private static final Receipt RECEIPT =
            Receipt.newBuilder().setBody(bytes(20, 2)).setSignature(bytes(64, 3)).build();

    private WireFixtures() {}

    /** The bytes of each. */
    static Map<FrameType, byte[]> all() {
        Map<FrameType, byte[]> fixtures = new EnumMap<>(FrameType.class);
        for (FrameType type : FrameType.values()) {
            fixtures.put(type, encode(frame(type)));
        }
        return fixtures;
    }

    static byte[] encode(Frame frame) {
        ByteBuf bytes = Unpooled.buffer();
        frame.header().write(bytes);
        bytes.writeBytes(frame.payload());
        frame.release();
        return ByteBufUtil.getBytes(bytes);
    }

    private static Frame frame(FrameType type) {
        int session = FrameHeader.streamOf(1, 0);
        int stream = FrameHeader.streamOf(1, 5);
        return switch (type) {
            case CANCEL -> Frame.empty(type, 0, 9);
            case LEAVE_SESSION -> Frame.empty(type, session, 0);
            case ACK -> Frame.empty(type, stream, 77);
            case PUT_CHUNKS -> run(type, RecordType.CHUNKS, stream, 77);
            case PUT_NODES -> run(type, RecordType.NODE, stream, 78);
            case PUT_DELTA -> run(type, RecordType.DELTA, stream, 79);
            case RECORDS -> run(type, RecordType.CHUNKS, 0, 9);
            case OPEN_SESSION,
                    SESSION_OPENED,
                    HAVE_CHUNKS,
                    HAVE_ANSWER,
                    COMMIT,
                    COMMIT_ANSWER,
                    CLOSE_SESSION,
                    SESSION_CLOSED ->
                    control(type, session);
            default -> control(type, 0);
        };
    }

    private static Frame run(FrameType type, RecordType record, int stream, long sequence) {
        byte[] payload = bytes(21, 0x60).toByteArray();
        return Frame.data(
                type,
                stream,
                sequence,
                TestRecords.record(record, Id.at(ID.toByteArray(), 0), payload));
    }

    private static Frame control(FrameType type, int stream) {
        MessageLite message = message(type);
        if (message == null) {
            throw new AssertionError(type + " has no message");
        }
        int flags = type == FrameType.POINTS ? FrameHeader.FLAG_MORE : 0;
        return Frame.control(UnpooledByteBufAllocator.DEFAULT, type, flags, stream, 9, message);
    }

    /** Null for types whose payload is no message. */
    static @Nullable MessageLite message(FrameType type) {
        return switch (type) {
            case HELLO ->
                    Hello.newBuilder()
                            .setLowestVersion(1)
                            .setHighestVersion(1)
                            .addFeatures("zstd")
                            .setSoftware("varve 1")
                            .setVault("prod")
                            .setRepositoryId(UID)
                            .build();
            case WELCOME ->
                    Welcome.newBuilder()
                            .setVersion(1)
                            .addFeatures("zstd")
                            .setSoftware("varve 1")
                            .setRepositoryId(UID)
                            .setLimits(
                                    Limits.newBuilder()
                                            .setWindowBytes(16 << 20)
                                            .setFrameBytes(17 << 20)
                                            .setIdsPerRequest(4096)
                                            .setStreams(16))
                            .setVault(VAULT)
                            .setClient("web-1")
                            .setReceiptKey(bytes(44, 4))
                            .build();
            case FAILURE ->
                    Failures.write(
                            new ProtocolException(ErrorCode.DISK_FULL, "no space", "make room"));
            case PING -> Ping.newBuilder().setNonce(5).build();
            case PONG -> Pong.newBuilder().setNonce(5).build();
            case OPEN_SESSION, SESSION_OPENED, CLOSE_SESSION, SESSION_CLOSED ->
                    sessionMessage(type);
            case HAVE_CHUNKS -> HaveChunks.newBuilder().setIds(ID).setNodes(true).build();
            case HAVE_ANSWER -> HaveAnswer.newBuilder().setBitmap(bytes(1, 1)).build();
            case COMMIT -> commit();
            case COMMIT_ANSWER -> CommitAnswer.newBuilder().setReceipt(RECEIPT).build();
            case GET_NODES -> GetNodes.newBuilder().setIds(ID).build();
            case READ_CHUNKS -> ReadChunks.newBuilder().setIds(ID).build();
            case READ_END -> ReadEnd.newBuilder().setAbsent(ID).setDamaged(ID).build();
            case LIST_POINTS ->
                    ListPoints.newBuilder().setChain("a/b").setPointId(UID).setLatest(true).build();
            case POINTS -> Points.newBuilder().addPoints(point()).build();
            case GET_STATISTICS -> GetStatistics.getDefaultInstance();
            case STATISTICS -> Statistics.newBuilder().setPoints(1).setStoredBytes(2).build();
            case CHECK ->
                    Check.newBuilder()
                            .setLevel(CheckLevel.CHECK_LEVEL_DATA)
                            .setPointId(UID)
                            .build();
            case CHECK_PROGRESS ->
                    CheckProgress.newBuilder().setDoneBytes(1).setTotalBytes(2).build();
            case CHECK_RESULT -> checkResult();
            case UPDATE_KEYS ->
                    UpdateKeys.newBuilder()
                            .setExpectedRevision(4)
                            .addAllKeySlots(VAULT.getKeySlotsList())
                            .setDataKeyCheck(UID)
                            .build();
            case KEYS_UPDATED -> KeysUpdated.newBuilder().setVault(VAULT).build();
            case CANCEL, LEAVE_SESSION, ACK, PUT_CHUNKS, PUT_NODES, PUT_DELTA, RECORDS -> null;
        };
    }

    private static MessageLite sessionMessage(FrameType type) {
        return switch (type) {
            case OPEN_SESSION ->
                    OpenSession.newBuilder()
                            .setSessionId(UID)
                            .setResumeToken(ID)
                            .addSources(
                                    ImageSource.newBuilder()
                                            .setChain("a/b")
                                            .setKind(ImageKind.IMAGE_KIND_BLOCK)
                                            .setSizeBytes(1L << 30)
                                            .setBlockBytes(65_536))
                            .setTakeover(true)
                            .setWriter(UID)
                            .setRejoin(true)
                            .build();
            case SESSION_OPENED ->
                    SessionOpened.newBuilder()
                            .setSessionId(UID)
                            .setResumeToken(ID)
                            .setResumed(true)
                            .addBases(
                                    ImageBase.newBuilder()
                                            .setPointId(UID)
                                            .setRoot(ID)
                                            .setSizeBytes(1L << 30)
                                            .addDurablePages(3))
                            .setReceipt(RECEIPT)
                            .build();
            case CLOSE_SESSION -> CloseSession.newBuilder().setSessionId(UID).build();
            default -> SessionClosed.getDefaultInstance();
        };
    }

    private static Commit commit() {
        return Commit.newBuilder()
                .setSessionId(UID)
                .addImages(CommitImage.newBuilder().setRoot(ID).setSizeBytes(1L << 30))
                .setSealedDescription(bytes(9, 5))
                .setConsistency("crash")
                .setWarnings(2)
                .setRetention(RETENTION)
                .setClientMillis(1_700_000_000_000L)
                .setReadBytes(10)
                .setSentBytes(9)
                .build();
    }

    private static PointDocument point() {
        return PointDocument.newBuilder()
                .setPointId(UID)
                .setVault("prod")
                .setClient("web-1")
                .setCommittedMillis(1_700_000_000_000L)
                .addImages(
                        PointImage.newBuilder()
                                .setChain("a/b")
                                .setKind(ImageKind.IMAGE_KIND_TREE)
                                .setRoot(ID)
                                .setBasePointId(UID)
                                .setBaseRoot(ID))
                .setRetention(RETENTION)
                .setReceipt(RECEIPT)
                .setState("good")
                .build();
    }

    private static CheckResult checkResult() {
        return CheckResult.newBuilder()
                .setPoints(1)
                .addFindings(
                        Finding.newBuilder()
                                .setWhat("checksum")
                                .setSegment("0000000000000001.seg")
                                .setOffsetBytes(4096)
                                .setIds(ID)
                                .addImages(
                                        DamagedImage.newBuilder()
                                                .setPointId(UID)
                                                .setChain("a/b")
                                                .addBlockOffsetsBytes(65_536)
                                                .addEntryKeyPaths(bytes(16, 6))))
                .build();
    }

    /** Parsers of all messages, for those who throw bad bytes at them. */
    static List<Parser<? extends MessageLite>> parsers() {
        return java.util.Arrays.stream(FrameType.values())
                .map(WireFixtures::message)
                .filter(java.util.Objects::nonNull)
                .<Parser<? extends MessageLite>>map(MessageLite::getParserForType)
                .toList();
    }

    private static ByteString bytes(int count, int first) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return ByteString.copyFrom(bytes);
    }
}
