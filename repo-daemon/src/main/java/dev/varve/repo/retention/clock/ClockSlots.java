package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.Slots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record in its two slots, written in turn. One writer at a time. docs/formats/clock.md. */
final class ClockSlots {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClockSlots.class);

    private final Slots slots;
    private final HouseSeal seal;
    private final Uid repositoryId;

    /** What was found. */
    sealed interface Loaded {
        /** There is no clock yet. */
        record None() implements Loaded {}

        /**
         * The highest valid slot.
         *
         * @param chained false: the other slot is valid, and not the record before
         */
        record Found(Written last, boolean chained) implements Loaded {}

        /** There is a file, and no slot of it can be believed. */
        record Bad() implements Loaded {}
    }

    /** A record as it lies in a slot. */
    record Written(ClockRecord record, int slot, Id hash) {
        /** The same slot, and a state that is not in it yet. */
        Written with(ClockState.Kept state) {
            return new Written(record.with(state), slot, hash);
        }
    }

    ClockSlots(Slots slots, HouseSeal seal, Uid repositoryId) {
        this.slots = slots;
        this.seal = seal;
        this.repositoryId = repositoryId;
    }

    Loaded load() throws IOException {
        if (!slots.exists()) {
            return new Loaded.None();
        }
        List<Written> valid = new ArrayList<>();
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            try {
                byte[] bytes = slots.read(slot);
                ClockRecord record = ClockRecordFormat.decode(bytes, seal, repositoryId);
                valid.add(new Written(record, slot, ClockRecordFormat.hash(bytes)));
            } catch (IOException bad) {
                LOGGER.atDebug()
                        .addKeyValue("slot", slot)
                        .addKeyValue("reason", bad.getMessage())
                        .log("a copy of the clock's record is not used");
            }
        }
        if (valid.isEmpty()) {
            return new Loaded.Bad();
        }
        valid.sort(Comparator.comparingLong(written -> written.record().sequence()));
        return new Loaded.Found(valid.getLast(), valid.size() == 1 || chained(valid));
    }

    private static boolean chained(List<Written> valid) {
        Written before = valid.getFirst();
        ClockRecord last = valid.getLast().record();
        return last.sequence() == before.record().sequence() + 1
                && last.previousHash().equals(before.hash());
    }

    /** Writes the first record of all; durable when this returns. */
    Written begin(ClockRecord first) throws IOException {
        byte[] bytes = ClockRecordFormat.encode(first, seal);
        slots.begin(bytes);
        return new Written(first, 0, ClockRecordFormat.hash(bytes));
    }

    /**
     * Writes {@code next} behind {@code last}, over the record before that; durable when this
     * returns. When it throws, {@code last} is still whole.
     */
    Written write(Written last, ClockRecord next) throws IOException {
        ClockRecord following = next.following(last.record().sequence(), last.hash());
        int slot = (last.slot() + 1) % Slots.COUNT;
        byte[] bytes = ClockRecordFormat.encode(following, seal);
        slots.write(slot, bytes);
        return new Written(following, slot, ClockRecordFormat.hash(bytes));
    }
}
