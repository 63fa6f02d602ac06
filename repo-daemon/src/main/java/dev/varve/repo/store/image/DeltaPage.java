package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import java.util.List;

/** Changed blocks of one leaf page; none: the page is as in the base. */
public record DeltaPage(long page, List<Change> changes) {
    /** The block at {@code slot} of the page; the zero id makes it a hole. */
    public record Change(int slot, Id chunk) {}

    public DeltaPage {
        changes = List.copyOf(changes);
    }
}
