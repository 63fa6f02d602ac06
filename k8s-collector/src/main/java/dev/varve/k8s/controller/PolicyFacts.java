package dev.varve.k8s.controller;

import dev.varve.k8s.resource.MissedRuns;
import java.time.Instant;

/**
 * What is known of a policy when it is looked at.
 *
 * @param schedule empty: only when asked
 * @param since what came before needs no run: the time that was dealt with last, or when the policy
 *     was made
 * @param runNow the value of the annotation that asks for a run; empty: none
 * @param lastRunNow the value that was dealt with
 * @param active whether a run of it has not ended
 */
record PolicyFacts(
        boolean paused,
        String schedule,
        String timeZone,
        MissedRuns missedRuns,
        Instant since,
        String runNow,
        String lastRunNow,
        boolean active,
        Instant now) {}
