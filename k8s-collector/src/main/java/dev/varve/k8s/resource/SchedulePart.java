package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** When, and how many runs are remembered; of a policy or a preset. */
public final class SchedulePart extends Part {
    @JsonPropertyDescription(
            "Minute, hour, day of month, month, day of week, as in crontab; empty: only when asked.")
    @Size(max = 200)
    @Pattern("^$|^(\\S+\\s+){4}\\S+$")
    public String schedule = "";

    @JsonPropertyDescription("Of the schedule, as Europe/Berlin.")
    @Size(max = 64)
    @Default("UTC")
    public String timeZone = "UTC";

    @JsonPropertyDescription("What becomes of times that passed while nobody could run.")
    @Default("RunOnce")
    public MissedRuns missedRuns = MissedRuns.RunOnce;

    @JsonPropertyDescription(
            "How many ended BackupRuns are kept as objects; the points in the repository are not touched.")
    @Min(1)
    @Max(1000)
    @Default("20")
    public int keptRuns = 20;
}
