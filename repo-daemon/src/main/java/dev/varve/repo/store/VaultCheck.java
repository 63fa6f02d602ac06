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
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentCheckResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import dev.varve.repo.store.segment.SegmentFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

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
    private final DamageMarks marks;
    private final PointMarks pointMarks;
    private final VerifiedSegments verified;
    private final CheckResult.Builder result = CheckResult.newBuilder();

    VaultCheck(VaultContext vault, PointList points, CheckMonitor monitor) {
        this.vault = vault;
        this.points = points;
        this.monitor = monitor;
        this.findings = new CheckFindings(vault.parts().limits());
        this.marks = new DamageMarks(vault);
        this.pointMarks = new PointMarks(vault);
        this.verified = new VerifiedSegments(vault);
    }

    /** What a chain's first image is compared with. */
    @FunctionalInterface
    private interface Bases {
        /** Root of an image that is known to be whole; zero: all of the image is looked at. */
        Id of(PointImage image) throws IOException;
    }

    CheckResult run(Check request) throws IOException {
        CheckLevel level = request.getLevel();
        if (level == CheckLevel.CHECK_LEVEL_UNSPECIFIED || level == CheckLevel.UNRECOGNIZED) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE, "the level of the check is not known", "");
        }
        return run(level, wanted(request), segment -> true, image -> Id.ZERO);
    }

    /**
     * Looks at the metadata of points that no check has looked at, and again at those that are
     * damaged, which may have been healed. An image whose base is known to be good is compared with
     * it, so that this costs what changed.
     */
    CheckResult runNew() throws IOException {
        Set<Uid> wanted = new TreeSet<>(pointMarks.unverified());
        wanted.addAll(pointMarks.damaged());
        List<PointDocument> checked = new ArrayList<>();
        Set<Long> segments = new HashSet<>();
        for (Uid id : wanted) {
            PointDocument point = points.find(id);
            if (point != null) {
                checked.add(point);
                segments.addAll(point.getNewSegmentsList());
            }
        }
        return run(
                CheckLevel.CHECK_LEVEL_METADATA,
                checked,
                segment -> segments.contains(segment.segmentId()),
                this::knownGood);
    }

    private CheckResult run(
            CheckLevel level,
            List<PointDocument> checked,
            Predicate<SegmentInfo> looked,
            Bases bases)
            throws IOException {
        List<SegmentInfo> segments =
                vault.records().segments().stream()
                        .filter(segment -> segment.vaultNumber() == vault.vaultNumber())
                        .toList();
        List<SegmentInfo> looking = segments.stream().filter(looked).toList();
        ChunkPlaces chunks = new ChunkPlaces(vault, segments, marks);
        CheckedNodes nodes = new CheckedNodes(vault, monitor, 0, totalBytes(level, looking));
        checkSegments(level, looking, chunks, nodes);
        if (level != CheckLevel.CHECK_LEVEL_QUICK) {
            comparePlaces(looking, chunks, nodes);
            checkImages(checked, chunks, nodes, bases);
            marks.flush();
            pointMarks.remember(checked, findings::isDamaged);
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
            if (depth == CheckDepth.DATA && segment.sealed() && checked.findings().isEmpty()) {
                verified.good(segment.segmentId());
            }
        }
        result.setSegments(segments.size());
    }

    private void addFinding(SegmentFinding finding, ChunkPlaces chunks) throws IOException {
        List<Id> lost = marks.mark(finding);
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

    private void comparePlaces(List<SegmentInfo> segments, ChunkPlaces chunks, CheckedNodes nodes)
            throws IOException {
        IndexPlaces places = new IndexPlaces(vault, chunks, findings);
        for (SegmentInfo segment : segments) {
            places.compare(segment);
            nodes.progress();
        }
    }

    private void checkImages(
            List<PointDocument> checked, ChunkPlaces chunks, CheckedNodes nodes, Bases bases)
            throws IOException {
        Map<String, ChainWalk> chains = new HashMap<>();
        for (PointDocument point : checked) {
            for (PointImage image : point.getImagesList()) {
                ChainWalk chain = chains.get(image.getChain());
                if (chain == null) {
                    chain = new ChainWalk(nodes, chunks, findings, marks, bases.of(image));
                    chains.put(image.getChain(), chain);
                }
                chain.check(Uid.of(point.getPointId().toByteArray()), image);
            }
        }
        nodes.progress();
        result.setChunkReferences(
                chains.values().stream().mapToLong(ChainWalk::chunkReferences).sum());
    }

    /** Root of the image's base, when that was looked at before and is whole; else zero. */
    private Id knownGood(PointImage image) throws IOException {
        if (image.getBasePointId().isEmpty()) {
            return Id.ZERO;
        }
        Uid base = Uid.of(image.getBasePointId().toByteArray());
        return points.find(base) != null && pointMarks.isGood(base)
                ? PointImages.baseRoot(image)
                : Id.ZERO;
    }
}
