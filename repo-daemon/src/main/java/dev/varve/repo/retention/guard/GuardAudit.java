package dev.varve.repo.retention.guard;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.io.inode.InodeException;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the flags of sealed segments with what the helper's log says of them. Reads only, so the
 * daemon can do it, and does not have to believe the helper. One thread at a time.
 */
public final class GuardAudit {
    private final Path data;
    private final Uid repositoryId;
    private final Ledger ledger;
    private final Set<String> told = new HashSet<>();

    public GuardAudit(Path data, Uid repositoryId, Ledger ledger) {
        this.data = data;
        this.repositoryId = repositoryId;
        this.ledger = ledger;
    }

    /**
     * One thing that is not as the log says.
     *
     * @param segment empty: it is about a folder or the log itself
     */
    public record Finding(Optional<SegmentRef> segment, String what) {}

    /**
     * What was found.
     *
     * @param sealed segments that the log says are sealed
     */
    public record Result(long sealed, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** Looks at all. What was not found the last time is entered in the ledger, each by itself. */
    public Result run() throws IOException {
        Result result = look(data, repositoryId);
        Set<String> now = new HashSet<>();
        for (Finding finding : result.findings()) {
            now.add(finding.what());
            if (!told.contains(finding.what())) {
                ledger.append(entry(finding));
                told.add(finding.what());
            }
        }
        told.retainAll(now);
        return result;
    }

    /** The same without a ledger. */
    public static Result look(Path data, Uid repositoryId) throws IOException {
        Optional<LogReader.Content> content = LogReader.read(data, repositoryId);
        if (content.isEmpty()) {
            return new Result(0, List.of());
        }
        List<Finding> findings = new ArrayList<>();
        if (content.get().damaged()) {
            findings.add(
                    new Finding(
                            Optional.empty(),
                            "the guard's log of labels is damaged: no sealed segment can be deleted"));
        }
        Map<SegmentRef, SealedSegments.Entry> sealed = content.get().segments().all();
        try (Inode root = Inode.folder(data);
                Inode above = root.folder(SegmentFolder.ABOVE)) {
            for (SegmentFolder folder : SegmentFolder.values()) {
                look(above, folder, sealed, findings);
            }
        }
        return new Result(sealed.size(), findings);
    }

    private static void look(
            Inode above,
            SegmentFolder segmentFolder,
            Map<SegmentRef, SealedSegments.Entry> sealed,
            List<Finding> findings)
            throws IOException {
        try (Inode folder = above.folder(segmentFolder.folder())) {
            boolean any = false;
            for (Map.Entry<SegmentRef, SealedSegments.Entry> entry : sealed.entrySet()) {
                if (entry.getKey().folder() == segmentFolder && !entry.getValue().releasing()) {
                    any = true;
                    look(folder, entry.getKey()).ifPresent(findings::add);
                }
            }
            if (any && !folder.flags().appendOnly()) {
                findings.add(
                        new Finding(
                                Optional.empty(),
                                "folder segments/"
                                        + segmentFolder.folder()
                                        + " is not append-only any more"));
            }
        }
    }

    private static Optional<Finding> look(Inode folder, SegmentRef segment) throws IOException {
        try (Inode file = folder.file(segment.fileName())) {
            return file.flags().immutable()
                    ? Optional.empty()
                    : finding(segment, "was sealed, and is not immutable any more");
        } catch (InodeException failed) {
            if (failed.absent()) {
                return finding(segment, "was sealed, never released, and is gone");
            }
            return finding(segment, "was sealed, and cannot be looked at: " + failed.getMessage());
        }
    }

    private static Optional<Finding> finding(SegmentRef segment, String what) {
        return Optional.of(new Finding(Optional.of(segment), "segment " + segment + " " + what));
    }

    private static LedgerEntry entry(Finding finding) {
        LedgerEntry.Builder entry =
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_TAMPERED)
                        .setActor("daemon")
                        .setLabel(Label.getDefaultInstance())
                        .setWhat(finding.what());
        finding.segment()
                .ifPresent(segment ->
                        entry.setSubject(
                                ByteString.copyFrom(
                                        ByteBuffer.allocate(Long.BYTES)
                                                .putLong(segment.id())
                                                .flip())));
        return entry.build();
    }
}
