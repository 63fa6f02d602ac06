package dev.varve.repo.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When the daemon does its own work.
 *
 * @param zone of all times and windows, such as {@code UTC} or {@code Europe/Berlin}
 * @param atOnce the most jobs at the same time
 * @param weeklyLevel what {@code check-weekly} looks at: {@code quick}, {@code metadata}, {@code
 *     data}
 * @param scrubDays runs of {@code scrub} in which every byte is read
 * @param jobs all of them, by name
 */
public record ScheduleConfiguration(
        String zone,
        int atOnce,
        String weeklyLevel,
        int scrubDays,
        Map<String, JobConfiguration> jobs) {
    private static final int MOST_AT_ONCE = 64;
    private static final Set<String> LEVELS = Set.of("quick", "metadata", "data");

    private static final Map<String, JobConfiguration> JOBS =
            Map.of(
                    "expiry", JobConfiguration.at("0 * * * *", 60),
                    "compaction", JobConfiguration.at("30 * * * *", 60),
                    "check-metadata", JobConfiguration.at("0 2 * * *", 600),
                    "check-new", JobConfiguration.at("*/10 * * * *", 0),
                    "check-weekly", JobConfiguration.at("0 3 * * 0", 600),
                    "scrub", JobConfiguration.at("0 4 * * *", 600),
                    "ledger-checkpoint", JobConfiguration.at("0 * * * *", 0),
                    "audit-counts", JobConfiguration.at("0 5 1 * *", 600));

    public static final ScheduleConfiguration DEFAULT =
            new ScheduleConfiguration("UTC", 2, "data", 30, JOBS);

    public ScheduleConfiguration {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("zone \"" + zone + "\" is not known", unknown);
        }
        Bounds.require("atOnce", atOnce, 1, MOST_AT_ONCE);
        Bounds.require("scrubDays", scrubDays, 1, 3660);
        if (!LEVELS.contains(weeklyLevel)) {
            throw new IllegalArgumentException(
                    "weeklyLevel \"" + weeklyLevel + "\" is none of " + new TreeSet<>(LEVELS));
        }
        if (!jobs.keySet().equals(JOBS.keySet())) {
            Set<String> unknown = new TreeSet<>(jobs.keySet());
            unknown.removeAll(JOBS.keySet());
            throw new IllegalArgumentException(
                    "unknown jobs " + unknown + "; known: " + new TreeSet<>(JOBS.keySet()));
        }
        jobs = Collections.unmodifiableMap(new TreeMap<>(jobs));
    }

    /** Of a job that is known. */
    public JobConfiguration job(String name) {
        JobConfiguration job = jobs.get(name);
        if (job == null) {
            throw new IllegalArgumentException("no job \"" + name + "\" can be configured");
        }
        return job;
    }
}
