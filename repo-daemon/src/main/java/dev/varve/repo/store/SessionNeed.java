package dev.varve.repo.store;

import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.image.DeltaReader;
import dev.varve.repo.store.segment.RecordRun;
import java.io.IOException;
import java.util.List;

/** How much room sessions need, by rules that bound it. docs/decisions/0017-quotas.md. */
final class SessionNeed {
    /** Tables, seals, deltas and pages beside the blocks themselves: a 256th of them at most. */
    private static final int SHARE_BESIDE = 256;

    /** A page of the lowest level and, at worst about, one above it. */
    static final long BYTES_PER_PAGE =
            2L
                    * (RecordHeader.LENGTH
                            + RecordHeader.TABLE_ENTRY_LENGTH
                            + Long.BYTES
                            + BlockPage.FAN_OUT * Id.LENGTH);

    private SessionNeed() {}

    /**
     * What the sources of a new session could need: by how much a volume is larger than the image
     * that it builds on, which is all of it for the first. How much of a volume changed, and how
     * large a tree is, nobody knows before.
     */
    static long expectedBytes(List<ImageSource> sources, List<ImageBase> bases) {
        long bytes = 0;
        for (int i = 0; i < sources.size(); i++) {
            ImageSource source = sources.get(i);
            ImageBase base = bases.get(i);
            boolean damaged = !base.getPointId().isEmpty() && base.getRoot().isEmpty();
            if (source.getKind() == ImageKind.IMAGE_KIND_BLOCK && !damaged) {
                long growth = Math.max(0, source.getSizeBytes() - base.getSizeBytes());
                bytes = sum(bytes, sum(growth, growth / SHARE_BESIDE));
            }
        }
        return bytes;
    }

    /** What the commit will write for the deltas of a run that was checked. */
    static long owedBytes(RecordRun run) {
        long pages = 0;
        for (int i = 0; i < run.recordCount(); i++) {
            RecordHeader header = run.header(i);
            if (header.type() == RecordType.DELTA) {
                int at = run.offset(i) + header.payloadOffset();
                pages += DeltaReader.groupCount(run.bytes().slice(at, header.payloadLength()));
            }
        }
        return pages * BYTES_PER_PAGE;
    }

    /** What the commit will write for all deltas of a session that outlived a daemon. */
    static long owedBytes(VaultContext vault, SessionDocument session) throws IOException {
        Uid id = Uid.of(session.getSessionId().toByteArray());
        long pages = 0;
        for (int i = 0; i < session.getSourcesCount(); i++) {
            pages += StoredDeltas.durablePages(vault.index(), vault.vaultNumber(), id, i).size();
        }
        return pages * BYTES_PER_PAGE;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE / 4 - b ? Long.MAX_VALUE / 4 : a + b;
    }
}
