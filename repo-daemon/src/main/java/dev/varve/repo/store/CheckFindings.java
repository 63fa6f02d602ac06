package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.DamagedImage;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockPage;
import dev.varve.repo.store.image.Position;
import dev.varve.repo.store.segment.SegmentFinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a check found, each with the images it touches; bounded lists. Confined to one thread. */
final class CheckFindings {
    private static final int IMAGES_PER_FINDING = 1000;
    private static final int IDS_PER_FINDING = 4096;

    private final StoreLimits limits;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<Id, Draft> byId = new HashMap<>();
    private final Set<Uid> damagedPoints = new TreeSet<>();
    private long leftOut;

    CheckFindings(StoreLimits limits) {
        this.limits = limits;
    }

    private record ImageName(Uid point, String chain) {}

    /** One finding while it grows. */
    private static final class Draft {
        private final String what;
        private final String file;
        private final long offsetBytes;
        private final Set<Id> ids = new LinkedHashSet<>();
        private final Map<ImageName, Places> images = new LinkedHashMap<>();

        Draft(String what, String file, long offsetBytes) {
            this.what = what;
            this.file = file;
            this.offsetBytes = offsetBytes;
        }
    }

    /** The damaged places of one image. */
    private static final class Places {
        private final TreeSet<Long> blockOffsetsBytes = new TreeSet<>();
        private final Set<ByteString> keyPaths = new LinkedHashSet<>();
        private long leftOut;
    }

    /** Damage of a segment; what it makes unreadable is put to it when images are walked. */
    void add(SegmentFinding finding) {
        put(finding.what(), finding.file(), finding.offsetBytes(), finding.ids());
    }

    /** True when a segment finding says that this object cannot be read. */
    boolean isKnown(Id id) {
        return byId.containsKey(id);
    }

    /** Damage that shows in what refers to it. */
    void add(String what, String file, long offsetBytes, Id id) {
        if (!byId.containsKey(id)) {
            put(what, file, offsetBytes, List.of(id));
        }
    }

    /** An image that breaks the rules of its format. */
    void add(String what, Uid point, PointImage image) {
        damagedPoints.add(point);
        Draft draft = put(what, "", 0, List.of());
        if (draft != null) {
            draft.images.put(new ImageName(point, image.getChain()), new Places());
        }
    }

    private @Nullable Draft put(String what, String file, long offsetBytes, List<Id> ids) {
        Draft draft = drafts.get(what + "\n" + file + "\n" + offsetBytes);
        if (draft == null) {
            if (drafts.size() == limits.findings()) {
                leftOut++;
                return null;
            }
            draft = new Draft(what, file, offsetBytes);
            drafts.put(what + "\n" + file + "\n" + offsetBytes, draft);
        }
        for (Id id : ids) {
            byId.put(id, draft);
            if (draft.ids.size() < IDS_PER_FINDING) {
                draft.ids.add(id);
            }
        }
        return draft;
    }

    /** Says that an image has a damaged object at a position. */
    void touch(Id id, Uid point, PointImage image, Position position) {
        damagedPoints.add(point);
        Draft draft = byId.get(id);
        if (draft == null) {
            return; // one of those left out
        }
        ImageName name = new ImageName(point, image.getChain());
        if (draft.images.size() == IMAGES_PER_FINDING && !draft.images.containsKey(name)) {
            return;
        }
        addPlace(draft.images.computeIfAbsent(name, key -> new Places()), image, position);
    }

    private void addPlace(Places places, PointImage image, Position position) {
        switch (position) {
            case Position.Root _ when image.getBlockBytes() > 0 ->
                    addBlocks(places, image, 0, Long.MAX_VALUE);
            case Position.Root _ -> addPath(places, new byte[0]);
            case Position.Block block -> addBlocks(places, image, block.number(), 1);
            case Position.Page page -> {
                long blocks = blocksBelow(page.level());
                addBlocks(places, image, page.number() * blocks, blocks);
            }
            case Position.Directory directory -> addPath(places, directory.path().toKeys());
            case Position.Entry entry -> addPath(places, entry.path().toKeys());
        }
    }

    private static long blocksBelow(int level) {
        long blocks = BlockPage.FAN_OUT;
        for (int i = 0; i < level; i++) {
            blocks *= BlockPage.FAN_OUT;
        }
        return blocks;
    }

    private void addBlocks(Places places, PointImage image, long first, long count) {
        long blockBytes = image.getBlockBytes();
        long inImage = (image.getSizeBytes() + blockBytes - 1) / blockBytes;
        long end = count > inImage - first ? inImage : first + count;
        for (long block = first; block < end; block++) {
            if (places.blockOffsetsBytes.size() >= limits.placesPerFinding()) {
                places.leftOut += end - block;
                return;
            }
            places.blockOffsetsBytes.add(block * blockBytes);
        }
    }

    private void addPath(Places places, byte[] keys) {
        if (places.keyPaths.size() >= limits.placesPerFinding()) {
            places.leftOut++;
        } else {
            places.keyPaths.add(ByteString.copyFrom(keys));
        }
    }

    boolean isDamaged(Uid point) {
        return damagedPoints.contains(point);
    }

    void addTo(CheckResult.Builder result) {
        for (Draft draft : drafts.values()) {
            Finding.Builder finding =
                    Finding.newBuilder()
                            .setWhat(draft.what)
                            .setSegment(draft.file)
                            .setOffsetBytes(draft.offsetBytes)
                            .setIds(PointImages.bytes(draft.ids));
            draft.images.forEach((name, places) -> finding.addImages(image(name, places)));
            result.addFindings(finding);
        }
        result.setFindingsLeftOut(leftOut);
    }

    private static DamagedImage image(ImageName name, Places places) {
        return DamagedImage.newBuilder()
                .setPointId(PointImages.bytes(name.point))
                .setChain(name.chain)
                .addAllBlockOffsetsBytes(new ArrayList<>(places.blockOffsetsBytes))
                .addAllEntryKeyPaths(places.keyPaths)
                .setPlacesLeftOut(places.leftOut)
                .build();
    }
}
