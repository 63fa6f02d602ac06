package dev.varve.repo.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a batch does to one object, in the order it was said. */
final class ObjectChange {
    private @Nullable RecordLocation putLocation;
    private int putEntryNumber;
    private long difference;
    private @Nullable RecordLocation damagedLocation;
    private @Nullable RecordLocation movedFrom;
    private @Nullable RecordLocation movedTo;
    private int movedEntryNumber;
    private final List<RecordLocation> removedFrom = new ArrayList<>(0);

    void put(RecordLocation location, int entryNumber) {
        if (putLocation == null
                || location.equals(damagedLocation)
                || location.segmentId() > putLocation.segmentId()) {
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

    void move(RecordLocation from, RecordLocation to, int entryNumber) {
        movedFrom = from;
        movedTo = to;
        movedEntryNumber = entryNumber;
    }

    void remove(RecordLocation from) {
        removedFrom.add(from);
    }

    /** The entry after the change; null when there is nothing to say, or no longer. */
    @Nullable ObjectEntry resolve(@Nullable ObjectEntry before) {
        ObjectEntry entry = changed(before);
        RecordLocation at = entry == null ? null : entry.location();
        if (entry == null || at == null) {
            return entry;
        }
        if (movedTo != null && at.equals(movedFrom)) {
            return new ObjectEntry(movedTo, movedEntryNumber, entry.references(), false);
        }
        return entry.references() == 0 && removedFrom.contains(at) ? null : entry;
    }

    private @Nullable ObjectEntry changed(@Nullable ObjectEntry before) {
        ObjectEntry entry = before;
        if (damagedLocation != null && entry != null && damagedLocation.equals(entry.location())) {
            entry =
                    new ObjectEntry(
                            entry.location(), entry.entryNumber(), entry.references(), true);
        }
        if (putLocation != null && (entry == null || takesTheNewPlace(entry, putLocation))) {
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

    /** A good place that images count on is never replaced; of others the youngest is best. */
    private static boolean takesTheNewPlace(ObjectEntry entry, RecordLocation place) {
        RecordLocation old = entry.location();
        return old == null
                || entry.damaged()
                || (entry.references() == 0 && place.segmentId() > old.segmentId());
    }
}
