package dev.varve.repo.store.segment;

import java.io.IOException;

/** A record that was to be applied cannot be read. */
final class DamagedRecordException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient SegmentFinding finding;

    DamagedRecordException(SegmentFinding finding) {
        super(finding.message());
        this.finding = finding;
    }

    SegmentFinding finding() {
        return finding;
    }
}
