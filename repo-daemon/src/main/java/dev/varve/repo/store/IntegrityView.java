package dev.varve.repo.store;

import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts together what checks and scrubs remember of one vault. */
final class IntegrityView {
    private final VaultContext vault;
    private final PointList points;
    private final PointMarks marks;

    IntegrityView(VaultContext vault, PointList points) {
        this.vault = vault;
        this.points = points;
        this.marks = new PointMarks(vault);
    }

    Map<Uid, List<String>> damaged() throws IOException {
        Map<Uid, List<String>> damaged = new TreeMap<>();
        for (Uid id : marks.damaged()) {
            PointDocument point = points.find(id);
            if (point != null) {
                damaged.put(id, point.getImagesList().stream().map(PointImage::getChain).toList());
            }
        }
        return damaged;
    }

    /** Chains whose newest point is among them. */
    private Set<String> healing(Map<Uid, List<String>> damaged) throws IOException {
        Set<String> healing = new TreeSet<>();
        for (Map.Entry<Uid, List<String>> each : damaged.entrySet()) {
            for (String chain : each.getValue()) {
                ChainHead head = vault.chainHead(chain);
                if (head != null && head.point().equals(each.getKey())) {
                    healing.add(chain);
                }
            }
        }
        return healing;
    }

    VaultIntegrity now() throws IOException {
        Map<Uid, List<String>> damaged = damaged();
        long[] count = new long[1];
        points.forEach(
                false,
                point -> {
                    count[0]++;
                    return true;
                });
        List<VerifiedSegments.Verified> segments = new VerifiedSegments(vault).oldestFirst();
        return new VaultIntegrity(
                count[0],
                damaged,
                List.copyOf(healing(damaged)),
                marks.unverified().size(),
                marks.uncounted(),
                segments.size(),
                segments.stream().filter(each -> each.readMillis() == 0).count(),
                segments.stream()
                        .mapToLong(VerifiedSegments.Verified::sinceMillis)
                        .min()
                        .orElse(0));
    }
}
