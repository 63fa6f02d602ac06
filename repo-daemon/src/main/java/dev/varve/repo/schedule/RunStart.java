package dev.varve.repo.schedule;

/** A run under way; its number is one more than that of the run before. */
public record RunStart(long number, Trigger trigger, long startedMillis) {
    Run ended(long endedMillis, Outcome outcome) {
        return new Run(this, endedMillis, outcome);
    }
}
