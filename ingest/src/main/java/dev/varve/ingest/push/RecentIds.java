package dev.varve.ingest.push;

import dev.varve.protocol.model.Id;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Names that lanes of this run sent not long ago, so that they are neither asked about nor sent
 * twice. A table of fixed size: an old id makes place for a new one. Safe for use by many threads.
 *
 * <p>A chunk that is in here may not be durable yet when another lane relies on it; the commit
 * finds out and names it as missing.
 */
public final class RecentIds {
    private static final int SLOTS = 1 << 16;

    private final AtomicReferenceArray<Id> slots = new AtomicReferenceArray<>(SLOTS);

    /** True when {@code id} was here; it is afterwards. */
    public boolean add(Id id) {
        int slot = (int) id.b() & SLOTS - 1;
        Id old = slots.getPlain(slot);
        if (id.equals(old)) {
            return true;
        }
        slots.setRelease(slot, id);
        return false;
    }

    /** Forgets all, when the repository turned out to miss some. */
    public void clear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.set(slot, null);
        }
    }
}
