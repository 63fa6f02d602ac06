package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.image.DeltaReader;
import dev.varve.repo.store.segment.RecordRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a client's run must fulfil beyond being whole records with good checksums. */
final class RunCheck {
    private RunCheck() {}

    /**
     * Checks every record of the run.
     *
     * @throws ProtocolException BAD_MESSAGE, says which record and why
     */
    static void check(RecordRun run, RecordType type, SessionDocument session) throws IOException {
        for (int i = 0; i < run.recordCount(); i++) {
            RecordHeader header = run.header(i);
            if (header.type() != type) {
                throw bad(run, i, "is of type " + header.type() + " in a frame for " + type);
            }
            switch (type) {
                case CHUNKS -> checkLengths(run, i);
                case NODE -> checkNode(run, i);
                case DELTA -> checkDelta(run, i, session);
                case POINT, SESSION, VAULT, LABEL, EXPIRY ->
                        throw bad(run, i, "is the daemon's to write");
            }
        }
    }

    private static void checkLengths(RecordRun run, int index) throws ProtocolException {
        RecordHeader header = run.header(index);
        long rawBytes = 0;
        for (int i = 0; i < header.entryCount(); i++) {
            int entryBytes = RecordHeader.entryRawLength(run.bytes(), run.offset(index), i);
            if (entryBytes <= 0) {
                throw bad(run, index, "names a chunk of " + entryBytes + " bytes");
            }
            rawBytes += entryBytes;
        }
        if (rawBytes != header.rawLength()) {
            throw bad(
                    run,
                    index,
                    "holds " + rawBytes + " bytes where its header says " + header.rawLength());
        }
    }

    private static void checkNode(RecordRun run, int index) throws ProtocolException {
        requirePlain(run, index);
        ByteBuffer payload = payload(run, index);
        Id id = RecordHeader.entryId(run.bytes(), run.offset(index), 0);
        if (!Node.idOf(payload).equals(id)) {
            throw bad(run, index, "is named " + id + ", which is not the SHA-256 of its payload");
        }
        Node.decode(payload);
    }

    private static void checkDelta(RecordRun run, int index, SessionDocument session)
            throws IOException {
        requirePlain(run, index);
        Id id = RecordHeader.entryId(run.bytes(), run.offset(index), 0);
        Uid named = new Uid(id.a(), id.b());
        if (!named.equals(Uid.of(session.getSessionId().toByteArray()))) {
            throw bad(run, index, "is a delta of session " + named + ", not of this one");
        }
        ByteBuffer payload = payload(run, index);
        int ordinal = DeltaReader.ordinal(payload);
        if (ordinal < 0
                || ordinal >= session.getSourcesCount()
                || session.getSources(ordinal).getKind() != ImageKind.IMAGE_KIND_BLOCK) {
            throw bad(run, index, "is a delta of image " + ordinal + ", which is no block image");
        }
        ImageSource source = session.getSources(ordinal);
        long blocks = BlockRoot.blockCount(source.getSizeBytes(), source.getBlockBytes());
        DeltaReader.forEachGroup(
                payload,
                (page, groupOffset) -> {
                    if (page >= (blocks + BlockPage.FAN_OUT - 1) / BlockPage.FAN_OUT) {
                        throw bad(run, index, "names page " + page + ", behind the image's end");
                    }
                });
    }

    private static void requirePlain(RecordRun run, int index) throws ProtocolException {
        RecordHeader header = run.header(index);
        if (header.entryCount() != 1
                || header.codec() != RecordHeader.CODEC_NONE
                || header.sealed()) {
            throw bad(run, index, "has one table entry and a plain payload by the rules, not this");
        }
    }

    private static ByteBuffer payload(RecordRun run, int index) {
        RecordHeader header = run.header(index);
        return run.bytes()
                .slice(run.offset(index) + header.payloadOffset(), header.payloadLength())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ProtocolException bad(RecordRun run, int index, String what) {
        return new ProtocolException(
                ErrorCode.BAD_MESSAGE, "record at offset " + run.offset(index) + " " + what, "");
    }
}
