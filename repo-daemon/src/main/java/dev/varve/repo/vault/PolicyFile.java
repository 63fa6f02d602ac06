package dev.varve.repo.vault;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;

/** {@code policies/<vault>.json}: what a vault keeps and locks. docs/formats/retention.md. */
record PolicyFile(
        String format,
        int version,
        String repositoryId,
        String name,
        int keepLast,
        int keepHourly,
        int keepDaily,
        int keepWeekly,
        int keepMonthly,
        int keepYearly,
        long minimumAgeSeconds,
        String lockMode,
        long lockSeconds,
        String zone)
        implements Document {
    static final String FORMAT = "varve policy";
    static final int VERSION = 1;

    static PolicyFile of(String repositoryId, String vault, RetentionPolicy policy) {
        return new PolicyFile(
                FORMAT,
                VERSION,
                repositoryId,
                vault,
                policy.getKeepLast(),
                policy.getKeepHourly(),
                policy.getKeepDaily(),
                policy.getKeepWeekly(),
                policy.getKeepMonthly(),
                policy.getKeepYearly(),
                policy.getMinimumAgeSeconds(),
                policy.getLockMode().name(),
                policy.getLockSeconds(),
                policy.getZone());
    }

    RetentionPolicy toMessage() {
        return RetentionPolicy.newBuilder()
                .setKeepLast(keepLast)
                .setKeepHourly(keepHourly)
                .setKeepDaily(keepDaily)
                .setKeepWeekly(keepWeekly)
                .setKeepMonthly(keepMonthly)
                .setKeepYearly(keepYearly)
                .setMinimumAgeSeconds(minimumAgeSeconds)
                .setLockMode(LockMode.valueOf(lockMode))
                .setLockSeconds(lockSeconds)
                .setZone(zone)
                .build();
    }
}
