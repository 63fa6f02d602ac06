package dev.varve.repo.retention.label;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Hold;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rules of labels. A label only ever grows: {@link #join} takes the larger mode, the later
 * times and all holds, in any order and any number of times, so that records of it can be applied
 * again.
 */
public final class Labels {
    private Labels() {}

    /** Both at once. Commutative, associative, idempotent. */
    public static Label join(Label one, Label other) {
        Map<ByteString, Hold> holds = new LinkedHashMap<>();
        one.getHoldsList().forEach(hold -> holds.put(hold.getHoldId(), hold));
        other.getHoldsList().forEach(hold -> holds.merge(hold.getHoldId(), hold, Labels::join));
        return Label.newBuilder()
                .setMode(
                        one.getMode().compareTo(other.getMode()) >= 0
                                ? one.getMode()
                                : other.getMode())
                .setRetainUntilMillis(
                        Math.max(one.getRetainUntilMillis(), other.getRetainUntilMillis()))
                .setReleasedUntilMillis(
                        Math.max(one.getReleasedUntilMillis(), other.getReleasedUntilMillis()))
                .addAllHolds(
                        holds.values().stream()
                                .sorted((a, b) ->
                                        ByteString.unsignedLexicographicalComparator()
                                                .compare(a.getHoldId(), b.getHoldId()))
                                .toList())
                .build();
    }

    /**
     * Removed is for good; of two removers the first by name stands, so that order does not matter.
     */
    private static Hold join(Hold one, Hold other) {
        if (one.getRemovedBy().isEmpty()) {
            return other;
        }
        if (other.getRemovedBy().isEmpty()) {
            return one;
        }
        return one.getRemovedBy().compareTo(other.getRemovedBy()) <= 0 ? one : other;
    }

    /** True when something forbids deletion at this time of the retention clock. */
    public static boolean locked(Label label, long clockMillis) {
        return held(label) || clockMillis < lockedUntil(label);
    }

    /** True when a hold stands. */
    public static boolean held(Label label) {
        return label.getHoldsList().stream().anyMatch(hold -> hold.getRemovedBy().isEmpty());
    }

    /** Until when retention forbids deletion, by the retention clock; 0: not at all. */
    public static long lockedUntil(Label label) {
        return switch (label.getMode()) {
            case LOCK_MODE_NONE, UNRECOGNIZED -> 0;
            case LOCK_MODE_GOVERNANCE ->
                    label.getRetainUntilMillis() <= label.getReleasedUntilMillis()
                            ? 0
                            : label.getRetainUntilMillis();
            case LOCK_MODE_COMPLIANCE -> label.getRetainUntilMillis();
        };
    }

    /** Of that mode, up to that time. */
    public static Label of(LockMode mode, long retainUntilMillis) {
        return Label.newBuilder().setMode(mode).setRetainUntilMillis(retainUntilMillis).build();
    }
}
