package dev.varve.k8s.controller;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Times of a cron expression in a time zone. */
final class Cron {
    private static final CronParser PARSER =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final ExecutionTime times;
    private final ZoneId zone;

    private Cron(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException says what is wrong
     */
    static Cron parse(String expression, String timeZone) {
        try {
            return new Cron(
                    ExecutionTime.forCron(PARSER.parse(expression).validate()),
                    ZoneId.of(timeZone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time zone: " + timeZone, e);
        }
    }

    /** The first time after this; nothing when there is none any more. */
    Optional<Instant> after(Instant instant) {
        return times.nextExecution(instant.atZone(zone)).map(each -> each.toInstant());
    }

    /** The last time at or before this; nothing when there was none. */
    Optional<Instant> atOrBefore(Instant instant) {
        return times.lastExecution(instant.plusMillis(1).atZone(zone))
                .map(each -> each.toInstant());
    }
}
