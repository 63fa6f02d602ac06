package dev.varve.repo.schedule;

/** A run that ended. */
public record Run(RunStart start, long endedMillis, Outcome outcome) {
    /** Keeps their number. */
    Run withoutFindings() {
        return outcome instanceof Outcome.Succeeded succeeded
                ? new Run(
                        start,
                        endedMillis,
                        new Outcome.Succeeded(succeeded.result().withoutFindings()))
                : this;
    }
}
