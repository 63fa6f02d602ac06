package dev.varve.repo.index;

import org.jspecify.annotations.Nullable;

/** What a batch does to one object, in the order it was said. */
final class ObjectChange {
    private @Nullable RecordLocation putLocation;
    private int putEntryNumber;
    private long difference;
    private @Nullable RecordLocation damagedLocation;

    void put(RecordLocation location, int entryNumber) {
        if (putLocation == null || location.equals(damagedLocation)) {
            putLocation = location;
            putEntryNumber = entryNumber;
        }
    }

    void addReferences(long more) {
        difference += more;
    }

    void markDamaged(RecordLocation location) {
        damagedLocation = location;
        if (location.equals(putLocation)) {
            putLocation = null;
        }
    }

    /** The entry after the change; null when there is still nothing to say. */
    @Nullable ObjectEntry resolve(@Nullable ObjectEntry before) {
        ObjectEntry entry = before;
        if (damagedLocation != null && entry != null && damagedLocation.equals(entry.location())) {
            entry =
                    new ObjectEntry(
                            entry.location(), entry.entryNumber(), entry.references(), true);
        }
        if (putLocation != null && (entry == null || !entry.present())) {
            long references = entry == null ? 0 : entry.references();
            entry = new ObjectEntry(putLocation, putEntryNumber, references, false);
        }
        if (difference == 0) {
            return entry;
        }
        if (entry == null) {
            return difference < 0 ? null : new ObjectEntry(null, 0, difference, false);
        }
        return new ObjectEntry(
                entry.location(),
                entry.entryNumber(),
                Math.max(0, entry.references() + difference),
                entry.damaged());
    }
}
