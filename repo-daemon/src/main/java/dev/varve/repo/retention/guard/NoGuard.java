package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.Label;
import dev.varve.repo.io.StorageDirectory;
import java.io.IOException;

/** There is no helper: segments are as safe as their folder. */
public final class NoGuard implements Guard {
    private static final GuardStatus NONE =
            GuardStatus.none(
                    "no helper is configured (guard.socket): whoever may write to the data directory"
                            + " can delete segments");

    private final StorageDirectory directory;

    public NoGuard(StorageDirectory directory) {
        this.directory = directory;
    }

    @Override
    public GuardStatus status() {
        return NONE;
    }

    @Override
    public GuardStatus probe() {
        return NONE;
    }

    @Override
    public void seal(SegmentRef segment, Label label) {}

    @Override
    public void extend(SegmentRef segment, Label label) {}

    @Override
    public void release(SegmentRef segment) throws IOException {
        directory.delete(segment.path());
        directory.syncFolder(SegmentFolder.ABOVE + "/" + segment.folder().folder());
    }
}
