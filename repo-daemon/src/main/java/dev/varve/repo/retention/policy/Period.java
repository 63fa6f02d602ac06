package dev.varve.repo.retention.policy;

import dev.varve.protocol.message.RetentionPolicy;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;

/** The stretches of the calendar of which a policy keeps the newest point each. */
enum Period {
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY;

    /** How many of them the policy keeps. */
    int number(RetentionPolicy policy) {
        return switch (this) {
            case HOURLY -> policy.getKeepHourly();
            case DAILY -> policy.getKeepDaily();
            case WEEKLY -> policy.getKeepWeekly();
            case MONTHLY -> policy.getKeepMonthly();
            case YEARLY -> policy.getKeepYearly();
        };
    }

    /** Equal for two times exactly when they lie in the same one. Weeks are those of ISO 8601. */
    Object of(ZonedDateTime time) {
        return switch (this) {
            // With the offset: the hour that comes twice in autumn is two hours.
            case HOURLY -> time.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAILY -> time.toLocalDate();
            case WEEKLY ->
                    time.get(IsoFields.WEEK_BASED_YEAR) * 100
                            + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> time.getYear() * 100 + time.getMonthValue();
            case YEARLY -> time.getYear();
        };
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
