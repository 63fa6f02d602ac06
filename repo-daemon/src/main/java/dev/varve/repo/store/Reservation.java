package dev.varve.repo.store;

/**
 * What one session may still need of its vault's quota. Guarded by its {@link VaultQuota}, but for
 * {@link #touch}.
 *
 * @see VaultQuota
 */
final class Reservation {
    private long expectedBytes;
    private long owedBytes;
    private volatile long touchedMillis;

    Reservation(long expectedBytes, long owedBytes, long touchedMillis) {
        this.expectedBytes = expectedBytes;
        this.owedBytes = owedBytes;
        this.touchedMillis = touchedMillis;
    }

    /** What others have to leave. */
    long bytes() {
        return expectedBytes + owedBytes;
    }

    /** What its commit will write. */
    long owedBytes() {
        return owedBytes;
    }

    /**
     * A run came, after which the commit writes {@code owed} more.
     *
     * @return how much of what was expected it used up
     */
    long came(long runBytes, long owed) {
        long used = Math.min(expectedBytes, runBytes + owed);
        expectedBytes -= used;
        owedBytes += owed;
        return used;
    }

    /** The run could not be written after all. */
    void failed(long used, long owed) {
        expectedBytes += used;
        owedBytes -= owed;
    }

    /** Its client is there. For any thread. */
    void touch(long nowMillis) {
        touchedMillis = nowMillis;
    }

    /** Gives up what was expected of a session that is silent; what it sent needs its commit. */
    void lapseWhenSilentSince(long millis) {
        if (touchedMillis < millis) {
            expectedBytes = 0;
        }
    }
}
