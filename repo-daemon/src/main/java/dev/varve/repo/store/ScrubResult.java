package dev.varve.repo.store;

import dev.varve.repo.store.segment.SegmentFinding;
import java.util.List;

/**
 * What a scrub read and found.
 *
 * @param segments that were read
 * @param findings damage; the index says already that these objects are not there
 */
public record ScrubResult(int segments, long readBytes, List<SegmentFinding> findings) {
    public ScrubResult {
        findings = List.copyOf(findings);
    }
}
