package dev.varve.repo.store;

/**
 * What a vault holds, and may hold.
 *
 * @param quotaBytes 0: as much as there is room
 * @param storedBytes what the records in its segments take, dead ones included until compaction
 * @param reservedBytes what open sessions may still need of the quota
 */
public record VaultUsage(long quotaBytes, long storedBytes, long reservedBytes) {
    public VaultUsage {
        if (quotaBytes < 0 || storedBytes < 0 || reservedBytes < 0) {
            throw new IllegalArgumentException("a vault with negative figures");
        }
    }
}
