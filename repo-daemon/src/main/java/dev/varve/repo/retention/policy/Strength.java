package dev.varve.repo.retention.policy;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;

/** How much the lock of a policy binds. */
public final class Strength {
    private Strength() {}

    /** True when points that are committed under {@code after} are locked less than before. */
    public static boolean weaker(RetentionPolicy after, RetentionPolicy before) {
        return before.getLockMode() != LockMode.LOCK_MODE_NONE
                && (after.getLockMode().compareTo(before.getLockMode()) < 0
                        || Long.compareUnsigned(after.getLockSeconds(), before.getLockSeconds())
                                < 0);
    }
}
