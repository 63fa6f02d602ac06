package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How a policy stands. */
public final class ProtectionPolicyStatus extends Observed {
    @JsonPropertyDescription("The newest BackupRun.")
    public String lastRun = "";

    @JsonPropertyDescription("The time of the schedule that was dealt with last.")
    public String lastScheduleTime = "";

    @JsonPropertyDescription("When it runs next by itself.")
    public String nextScheduleTime = "";

    @JsonPropertyDescription("When a run last ended well.")
    public String lastSuccessTime = "";

    @JsonPropertyDescription("The value of the annotation varve.dev/run-now that was dealt with.")
    public String lastRunNow = "";

    @JsonPropertyDescription(
            "Times of the schedule that no run was made for, since the policy was made.")
    public long missedTimes;
}
