package dev.varve.k8s.hook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What became of a held session.
 *
 * @param freezing from the question to the answer that it is frozen
 * @param frozen from that answer to the one that it is thawed; when that never came, to when the
 *     session was given up
 * @param reason why it was not held; empty when it was
 * @param output what the client said, bounded and redacted
 * @param files what it gave for the restore point; none when it was not held
 */
public record HoldResult(
        String hold,
        Instant started,
        Instant ended,
        Outcome outcome,
        Duration freezing,
        Duration frozen,
        String reason,
        String output,
        List<RestoreFile> files) {

    /** How it went. */
    public enum Outcome {
        /** Frozen from before the cut until it was told to thaw after it. */
        HELD,
        /** It was frozen, but not, or not provably, until after the cut. */
        BROKEN,
        /** It did not come to be frozen. */
        NOT_FROZEN
    }

    public HoldResult {
        if ((outcome == Outcome.HELD) != reason.isEmpty()) {
            throw new IllegalArgumentException(hold + " is " + outcome + " because: " + reason);
        }
        files = outcome == Outcome.HELD ? List.copyOf(files) : List.of();
    }

    public boolean held() {
        return outcome == Outcome.HELD;
    }
}
