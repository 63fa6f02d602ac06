package dev.varve.k8s.hook;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * What became of a hook.
 *
 * @param exitCode of the command, or the status of HTTP
 * @param reason why it failed; empty when it did not
 * @param output what it said, bounded and redacted
 * @param files what it gave for the restore point
 */
public record HookResult(
        String hook,
        Instant started,
        Instant ended,
        Outcome outcome,
        OptionalInt exitCode,
        String reason,
        String output,
        List<RestoreFile> files) {

    /** How it ended. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED
    }

    public HookResult {
        if (ended.isBefore(started)) {
            ended = started; // a wall clock that was set back
        }
        if (outcome != Outcome.SUCCEEDED && reason.isEmpty()) {
            throw new IllegalArgumentException("hook " + hook + " failed without a reason");
        }
        files = List.copyOf(files);
    }

    public boolean succeeded() {
        return outcome == Outcome.SUCCEEDED;
    }
}
