package dev.varve.ingest.fake;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.MissingChunks;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.ReceiptImage;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the fake repository keeps of a session. Guarded by the repository's lock. */
final class FakeSessionState {
    final OpenSession request;
    boolean resumed;
    boolean givenUp;
    @Nullable Receipt receipt;
    private final FakeRepository repository;
    private final Uid id;
    private final ByteString token;
    private final List<ImageBase> bases = new ArrayList<>();

    /** By image: by page: changed blocks by slot. */
    private final List<TreeMap<Long, Map<Integer, Id>>> deltas = new ArrayList<>();

    private long storedBytes;

    FakeSessionState(FakeRepository repository, Uid id, OpenSession request) {
        this.repository = repository;
        this.id = id;
        this.request = request;
        this.token = ByteString.copyFromUtf8("token of " + id);
        for (ImageSource source : request.getSourcesList()) {
            bases.add(base(source.getChain()));
            deltas.add(new TreeMap<>());
        }
    }

    private ImageBase base(String chain) {
        PointDocument newest = repository.newest(chain);
        if (newest == null) {
            return ImageBase.getDefaultInstance();
        }
        for (PointImage image : newest.getImagesList()) {
            if (image.getChain().equals(chain)) {
                return ImageBase.newBuilder()
                        .setPointId(newest.getPointId())
                        .setRoot(image.getRoot())
                        .setSizeBytes(image.getSizeBytes())
                        .build();
            }
        }
        throw new IllegalStateException("the newest point of " + chain + " lacks it");
    }

    SessionOpened opened() {
        SessionOpened.Builder opened =
                SessionOpened.newBuilder()
                        .setSessionId(ByteString.copyFrom(id.toBytes()))
                        .setResumeToken(token)
                        .setResumed(resumed);
        for (int i = 0; i < bases.size(); i++) {
            opened.addBases(
                    bases.get(i).toBuilder().addAllDurablePages(deltas.get(i).keySet()).build());
        }
        if (receipt != null) {
            opened.setReceipt(receipt);
        }
        return opened.build();
    }

    /** Checks a run and stores it: from here on it is durable. */
    void store(byte[] run, RecordType expected) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.wrap(run).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at < run.length) {
            RecordHeader header = RecordHeader.read(bytes, at);
            if (header.type() != expected || header.totalLength() > run.length - at) {
                throw bad("a record of type " + header.type() + " at " + at);
            }
            if (header.computeBodyCrc(bytes, at) != header.bodyCrc()) {
                throw bad("wrong body CRC at " + at);
            }
            byte[] record = Arrays.copyOfRange(run, at, at + header.totalLength());
            store(header, record);
            storedBytes += record.length;
            at += header.totalLength();
        }
    }

    private void store(RecordHeader header, byte[] record) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer payload = bytes.slice(header.payloadOffset(), header.payloadLength());
        switch (header.type()) {
            case CHUNKS -> {
                for (int i = 0; i < header.entryCount(); i++) {
                    repository.chunkRecords.putIfAbsent(RecordHeader.entryId(bytes, 0, i), record);
                }
            }
            case NODE ->
                    FakeNodes.store(repository, RecordHeader.entryId(bytes, 0, 0), payload, record);
            case DELTA -> merge(payload.order(ByteOrder.LITTLE_ENDIAN));
            case POINT, SESSION, VAULT, LABEL, EXPIRY ->
                    throw bad("a record that only the daemon makes");
        }
    }

    private void merge(ByteBuffer payload) throws ProtocolException {
        int ordinal = payload.getInt();
        int groups = payload.getInt();
        long last = -1;
        for (int group = 0; group < groups; group++) {
            long page = payload.getLong();
            int count = payload.getInt();
            if (page <= last) {
                throw bad("page " + page + " after " + last);
            }
            last = page;
            Map<Integer, Id> slots =
                    deltas.get(ordinal).computeIfAbsent(page, p -> new HashMap<>());
            for (int i = 0; i < count; i++) {
                int slot = payload.get();
                slots.put(slot, Id.at(payload, payload.position()));
                payload.position(payload.position() + Id.LENGTH);
            }
        }
        if (payload.hasRemaining()) {
            throw bad("a delta with " + payload.remaining() + " bytes too many");
        }
    }

    CommitAnswer commit(Commit commit) throws ProtocolException {
        if (receipt != null) {
            return CommitAnswer.newBuilder().setReceipt(receipt).build();
        }
        List<Id> roots = new ArrayList<>();
        Set<Id> missing = new LinkedHashSet<>();
        for (int i = 0; i < bases.size(); i++) {
            ImageSource source = request.getSources(i);
            ImageBase now = base(source.getChain());
            if (!now.getPointId().equals(bases.get(i).getPointId())) {
                throw new ProtocolException(ErrorCode.BASE_CHANGED, "another was quicker", "");
            }
            boolean block = source.getKind() == ImageKind.IMAGE_KIND_BLOCK;
            roots.add(
                    block
                            ? FakeNodes.merge(
                                    repository,
                                    bases.get(i).getRoot(),
                                    deltas.get(i),
                                    source.getBlockBytes(),
                                    commit.getImages(i).getSizeBytes())
                            : Id.at(commit.getImages(i).getRoot().toByteArray(), 0));
            FakeNodes.collectMissing(repository, roots.getLast(), missing);
        }
        if (!missing.isEmpty()) {
            ByteString.Output ids = ByteString.newOutput();
            missing.stream().limit(256).forEach(chunk -> ids.write(chunk.toBytes(), 0, Id.LENGTH));
            return CommitAnswer.newBuilder()
                    .setMissing(MissingChunks.newBuilder().setChunkIds(ids.toByteString()))
                    .build();
        }
        receipt = point(commit, roots);
        return CommitAnswer.newBuilder().setReceipt(receipt).build();
    }

    private Receipt point(Commit commit, List<Id> roots) {
        Uid point = Uid.ordered(commit.getClientMillis(), new SecureRandom());
        ReceiptBody.Builder body =
                ReceiptBody.newBuilder()
                        .setPointId(ByteString.copyFrom(point.toBytes()))
                        .setRepositoryId(repository.welcome().getRepositoryId())
                        .setVault(repository.vault().getName())
                        .setStoredBytes(storedBytes);
        PointDocument.Builder document =
                PointDocument.newBuilder()
                        .setPointId(body.getPointId())
                        .setSealedDescription(commit.getSealedDescription())
                        .setWarnings(commit.getWarnings());
        for (int i = 0; i < roots.size(); i++) {
            ImageSource source = request.getSources(i);
            ByteString root = ByteString.copyFrom(roots.get(i).toBytes());
            long size = commit.getImages(i).getSizeBytes();
            body.addImages(
                    ReceiptImage.newBuilder()
                            .setChain(source.getChain())
                            .setKind(source.getKind())
                            .setRoot(root)
                            .setSizeBytes(size));
            document.addImages(
                    PointImage.newBuilder()
                            .setChain(source.getChain())
                            .setKind(source.getKind())
                            .setRoot(root)
                            .setSizeBytes(size)
                            .setBlockBytes(source.getBlockBytes()));
        }
        Receipt signed = repository.sign(body.build());
        repository.points.add(document.setReceipt(signed).build());
        return signed;
    }

    void giveUp() {
        givenUp = true;
    }

    boolean buildsOnTheNewest() {
        return request.getSourcesList().stream()
                .map(source -> base(source.getChain()))
                .toList()
                .equals(bases);
    }

    /** As a daemon does: by the token, or by asking again for the same. */
    boolean mayGoOn(OpenSession again) {
        return !givenUp
                && (again.getResumeToken().isEmpty()
                        ? again.getSourcesList().equals(request.getSourcesList())
                        : again.getResumeToken().equals(token));
    }

    private static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, what, "");
    }
}
