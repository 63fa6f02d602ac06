package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.repo.retention.Retention;

/**
 * What the helper keeps of a label. Holds, and what officers released, are not in it: the helper
 * keeps a segment until its time in both modes.
 *
 * @param retainUntilMillis by the retention clock; 0: not locked
 */
record Lock(LockMode mode, long retainUntilMillis) {
    static final Lock NONE = new Lock(LockMode.LOCK_MODE_NONE, 0);

    Lock {
        if (mode == LockMode.UNRECOGNIZED || retainUntilMillis < 0) {
            throw new IllegalArgumentException("lock " + mode + " until " + retainUntilMillis);
        }
    }

    static Lock of(Label label) {
        return new Lock(label.getMode(), Math.max(0, label.getRetainUntilMillis()));
    }

    /** The larger mode, the later time. */
    Lock join(Lock other) {
        return new Lock(
                mode.compareTo(other.mode) >= 0 ? mode : other.mode,
                Math.max(retainUntilMillis, other.retainUntilMillis));
    }

    boolean locks(long clockMillis) {
        return mode != LockMode.LOCK_MODE_NONE && clockMillis < retainUntilMillis;
    }

    String word() {
        return Retention.word(mode);
    }
}
