package dev.varve.repo.store;

/**
 * Bounds of what clients can make the store hold.
 *
 * @param sessionsPerClient sessions that one client may have open in a vault
 * @param imagesPerSession sources of one session
 * @param missingIds ids that an answer to Commit names at most
 * @param findings findings that an answer to Check holds at most
 * @param placesPerFinding damaged places that a finding names at most for one image
 * @param countsPerBatch references counted in one batch of the index
 */
public record StoreLimits(
        int sessionsPerClient,
        int imagesPerSession,
        int missingIds,
        int findings,
        int placesPerFinding,
        int countsPerBatch) {
    public static final StoreLimits DEFAULT = new StoreLimits(32, 4096, 4096, 1000, 100, 4096);

    public StoreLimits {
        if (sessionsPerClient < 1
                || imagesPerSession < 1
                || missingIds < 1
                || findings < 1
                || placesPerFinding < 1
                || countsPerBatch < 1) {
            throw new IllegalArgumentException("every limit is at least 1");
        }
    }
}
