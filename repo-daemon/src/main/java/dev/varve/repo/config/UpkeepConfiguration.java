package dev.varve.repo.config;

/**
 * What the daemon does again and again by itself: expiry by the policies, compaction, daily checks.
 *
 * @param everySeconds from the end of one round to the next
 */
public record UpkeepConfiguration(long everySeconds) {
    public static final UpkeepConfiguration DEFAULT = new UpkeepConfiguration(3600);

    public UpkeepConfiguration {
        Bounds.require("everySeconds", everySeconds, 1, 7 * 86_400);
    }
}
