package dev.varve.repo.schedule;

/** How a run ended. */
public sealed interface Outcome {
    record Succeeded(JobResult result) implements Outcome {}

    record Failed(String why) implements Outcome {}

    record Stopped(StopReason reason) implements Outcome {}

    /** As the history and the admin side name it. */
    default String label() {
        return switch (this) {
            case Succeeded _ -> "SUCCEEDED";
            case Failed _ -> "FAILED";
            case Stopped stopped -> stopped.reason().name();
        };
    }
}
