package dev.varve.repo.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of one job. docs/formats/schedule.md.
 *
 * @param handledMillis the times of its expression up to here were handled
 * @param token base64; empty: none
 * @param runs oldest first
 */
record JobRecord(
        String job,
        long handledMillis,
        long succeededMillis,
        boolean resume,
        String token,
        Optional<RunStart> running,
        List<Run> runs) {
    static final int MOST_RUNS = 100;
    private static final int RUNS_WITH_FINDINGS = 10;

    JobRecord {
        runs = bounded(runs);
    }

    /** So that the file stays small, however much is found again each day. */
    private static List<Run> bounded(List<Run> runs) {
        List<Run> kept = new ArrayList<>();
        for (int i = Math.max(0, runs.size() - MOST_RUNS); i < runs.size(); i++) {
            boolean old = i < runs.size() - RUNS_WITH_FINDINGS;
            kept.add(old ? runs.get(i).withoutFindings() : runs.get(i));
        }
        return List.copyOf(kept);
    }

    /** Of a job that never ran. */
    static JobRecord fresh(String job, long nowMillis) {
        return new JobRecord(job, nowMillis, 0, false, "", Optional.empty(), List.of());
    }

    JobRecord begun(Trigger trigger, long nowMillis) {
        long number = runs.isEmpty() ? 1 : runs.getLast().start().number() + 1;
        RunStart start = new RunStart(number, trigger, nowMillis);
        return new JobRecord(
                job, nowMillis, succeededMillis, resume, token, Optional.of(start), runs);
    }

    JobRecord saved(String newToken) {
        return new JobRecord(job, handledMillis, succeededMillis, resume, newToken, running, runs);
    }

    /**
     * The run under way ended. A token that a run was given and that failed before it saved another
     * is dropped: it may be what it fails at.
     */
    JobRecord ended(Outcome outcome, long nowMillis, boolean savedToken) {
        List<Run> all = new ArrayList<>(runs);
        all.add(running.orElseThrow().ended(nowMillis, outcome));
        long handled = Math.max(handledMillis, nowMillis);
        return switch (outcome) {
            case Outcome.Succeeded _ ->
                    new JobRecord(job, handled, nowMillis, false, "", Optional.empty(), all);
            case Outcome.Failed _ ->
                    new JobRecord(
                            job,
                            handled,
                            succeededMillis,
                            false,
                            savedToken ? token : "",
                            Optional.empty(),
                            all);
            case Outcome.Stopped stopped ->
                    new JobRecord(
                            job,
                            handled,
                            succeededMillis,
                            stopped.reason().goesOn(),
                            token,
                            Optional.empty(),
                            all);
        };
    }

    /** The last run ended with the daemon. */
    boolean died() {
        return !runs.isEmpty()
                && runs.getLast().outcome().equals(new Outcome.Stopped(StopReason.DIED));
    }

    /** What was broken off does not go on by itself any more; its token stays. */
    JobRecord givenUp() {
        return new JobRecord(job, handledMillis, succeededMillis, false, token, running, runs);
    }
}
