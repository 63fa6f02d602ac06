package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentCheckResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import dev.varve.repo.store.segment.SegmentFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check over one vault: the segments first, then the images, so that damage of a
 * segment is told with the images it touches. Damage found is remembered: the index says that those
 * objects are not there, so that they are sent again when an image needs them, and lists of points
 * show it. Confined to one thread.
 */
final class VaultCheck {
    private final VaultContext vault;
    private final PointList points;
    private final CheckMonitor monitor;
    private final CheckFindings findings;
    private final CheckResult.Builder result = CheckResult.newBuilder();

    VaultCheck(VaultContext vault, PointList points, CheckMonitor monitor) {
        this.vault = vault;
        this.points = points;
        this.monitor = monitor;
        this.findings = new CheckFindings(vault.parts().limits());
    }

    CheckResult run(Check request) throws IOException {
        CheckLevel level = request.getLevel();
        if (level == CheckLevel.CHECK_LEVEL_UNSPECIFIED || level == CheckLevel.UNRECOGNIZED) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE, "the level of the check is not known", "");
        }
        List<PointDocument> checked = wanted(request);
        List<SegmentInfo> segments =
                vault.records().segments().stream()
                        .filter(segment -> segment.vaultNumber() == vault.vaultNumber())
                        .toList();
        ChunkPlaces chunks = new ChunkPlaces(vault, segments);
        CheckedNodes nodes = new CheckedNodes(vault, monitor, 0, totalBytes(level, segments));
        checkSegments(level, segments, chunks, nodes);
        if (level != CheckLevel.CHECK_LEVEL_QUICK) {
            checkImages(checked, chunks, nodes);
            rememberPoints(checked);
        }
        result.setPoints(checked.size()).setNodes(nodes.nodes()).setReadBytes(nodes.doneBytes());
        findings.addTo(result);
        return result.build();
    }

    private List<PointDocument> wanted(Check request) throws IOException {
        if (!request.getPointId().isEmpty()) {
            return List.of(points.require(PointImages.uid("point id", request.getPointId())));
        }
        List<PointDocument> all = new ArrayList<>();
        points.forEach(false, all::add);
        return all;
    }

    private static long totalBytes(CheckLevel level, List<SegmentInfo> segments) {
        long totalBytes = 0;
        for (SegmentInfo segment : segments) {
            if (level == CheckLevel.CHECK_LEVEL_DATA
                    || segment.segmentClass() == SegmentClass.META) {
                totalBytes += segment.recordBytes();
            }
        }
        return totalBytes;
    }

    private void checkSegments(
            CheckLevel level, List<SegmentInfo> segments, ChunkPlaces chunks, CheckedNodes nodes)
            throws IOException {
        CheckDepth depth =
                level == CheckLevel.CHECK_LEVEL_DATA ? CheckDepth.DATA : CheckDepth.QUICK;
        for (SegmentInfo segment : segments) {
            SegmentCheckResult checked = vault.records().check(segment.segmentId(), depth);
            nodes.addBytes(checked.bytesRead());
            nodes.progress();
            for (SegmentFinding finding : checked.findings()) {
                addFinding(finding, chunks);
            }
        }
        result.setSegments(segments.size());
    }

    private void addFinding(SegmentFinding finding, ChunkPlaces chunks) throws IOException {
        List<Id> lost = markDamaged(finding);
        findings.add(
                new SegmentFinding(
                        finding.segmentId(),
                        finding.vaultNumber(),
                        finding.file(),
                        finding.offsetBytes(),
                        finding.what(),
                        finding.kind(),
                        lost));
        if (finding.ids().isEmpty()) {
            chunks.suspect(finding.segmentId());
        }
    }

    /** Gives the objects whose one place this is; others were written again and are well. */
    private List<Id> markDamaged(SegmentFinding finding) throws IOException {
        Index index = vault.index();
        IndexBatch batch = index.newBatch();
        List<Id> lost = new ArrayList<>();
        List<@Nullable ObjectEntry> entries =
                index.objects(finding.kind(), vault.vaultNumber(), finding.ids());
        for (int i = 0; i < finding.ids().size(); i++) {
            ObjectEntry entry = entries.get(i);
            RecordLocation location = entry == null ? null : entry.location();
            if (location != null && location.segmentId() == finding.segmentId()) {
                Id id = finding.ids().get(i);
                lost.add(id);
                batch.markDamaged(finding.kind(), vault.vaultNumber(), id, location);
            }
        }
        index.write(batch);
        return lost;
    }

    private void checkImages(List<PointDocument> checked, ChunkPlaces chunks, CheckedNodes nodes)
            throws IOException {
        Map<String, ChainWalk> chains = new HashMap<>();
        for (PointDocument point : checked) {
            for (PointImage image : point.getImagesList()) {
                chains.computeIfAbsent(
                                image.getChain(), chain -> new ChainWalk(nodes, chunks, findings))
                        .check(Uid.of(point.getPointId().toByteArray()), image);
            }
        }
        nodes.progress();
        result.setChunkReferences(
                chains.values().stream().mapToLong(ChainWalk::chunkReferences).sum());
    }

    private void rememberPoints(List<PointDocument> checked) throws IOException {
        IndexBatch batch = vault.index().newBatch();
        for (PointDocument point : checked) {
            Uid id = Uid.of(point.getPointId().toByteArray());
            byte[] key = StoreKeys.cursor(vault.vaultNumber(), StoreKeys.DAMAGED, id);
            if (findings.isDamaged(id)) {
                batch.put(Family.CURSORS, key, new byte[0]);
            } else {
                batch.delete(Family.CURSORS, key);
            }
        }
        vault.index().write(batch);
    }
}
