package dev.varve.k8s.controller;

import dev.varve.k8s.resource.MissedRuns;
import dev.varve.k8s.resource.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a policy does now; found from what is known, without doing anything. */
sealed interface PolicyStep {
    /** Where missed runs are skipped, a run may still begin so late. */
    Duration GRACE = Duration.ofMinutes(2);

    int MOST_COUNTED = 10_000;

    /** Its settings make no sense. */
    record Invalid(String why) implements PolicyStep {}

    /** Nothing, until then. */
    record Rest(Optional<Instant> next) implements PolicyStep {}

    /** It is time, and the run before goes on: no two of them at once. */
    record Busy(Optional<Instant> next) implements PolicyStep {}

    /** Times of the schedule went by, and get no run. */
    record Pass(Instant time, long missed, Optional<Instant> next) implements PolicyStep {}

    /**
     * A run.
     *
     * @param time of the schedule; for one that was asked for, now
     * @param missed times before it that it makes up for
     */
    record Start(Trigger trigger, Instant time, long missed, Optional<Instant> next)
            implements PolicyStep {}

    static PolicyStep of(PolicyFacts facts) {
        Optional<Cron> cron;
        try {
            cron =
                    facts.schedule().isEmpty()
                            ? Optional.empty()
                            : Optional.of(Cron.parse(facts.schedule(), facts.timeZone()));
        } catch (IllegalArgumentException e) {
            return new Invalid("schedule: " + e.getMessage());
        }
        Optional<Instant> next =
                facts.paused() ? Optional.empty() : cron.flatMap(times -> times.after(facts.now()));
        if (!facts.runNow().isEmpty() && !facts.runNow().equals(facts.lastRunNow())) {
            return facts.active()
                    ? new Busy(next)
                    : new Start(Trigger.RunNow, facts.now(), 0, next);
        }
        Optional<Instant> due =
                cron.flatMap(times -> times.atOrBefore(facts.now()))
                        .filter(time -> time.isAfter(facts.since()));
        return due.isEmpty()
                ? new Rest(next)
                : due(facts, due.get(), missed(cron.orElseThrow(), facts.since(), due.get()), next);
    }

    private static PolicyStep due(
            PolicyFacts facts, Instant time, long missed, Optional<Instant> next) {
        if (facts.paused()) {
            return new Pass(time, 0, next);
        }
        boolean late = facts.now().isAfter(time.plus(GRACE));
        if (facts.missedRuns() == MissedRuns.Skip && late) {
            return new Pass(time, missed + 1, next);
        }
        return facts.active() ? new Busy(next) : new Start(Trigger.Schedule, time, missed, next);
    }

    /** How many times lie between, without both ends. */
    private static long missed(Cron cron, Instant since, Instant until) {
        long count = 0;
        Optional<Instant> each = cron.after(since);
        while (each.isPresent() && each.get().isBefore(until) && count < MOST_COUNTED) {
            count++;
            each = cron.after(each.get());
        }
        return count;
    }
}
