package dev.varve.repo.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Times of day and date as crontab writes them: minute, hour, day, month, day of the week. */
public final class CronSchedule {
    private final String expression;
    private final ExecutionTime times;

    private CronSchedule(String expression, ExecutionTime times) {
        this.expression = expression;
        this.times = times;
    }

    /**
     * Reads five fields.
     *
     * @throws IllegalArgumentException says what is wrong
     */
    public static CronSchedule parse(String expression) {
        CronParser parser =
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        try {
            Cron cron = parser.parse(expression).validate();
            return new CronSchedule(expression, ExecutionTime.forCron(cron));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "\""
                            + expression
                            + "\" is no cron expression (minute hour day month weekday): "
                            + malformed.getMessage(),
                    malformed);
        }
    }

    /** The first time after this one; empty for a day that never comes. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return times.nextExecution(after.atZone(zone)).map(ZonedDateTime::toInstant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronSchedule that && that.expression.equals(expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return expression;
    }
}
