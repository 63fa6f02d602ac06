package dev.varve.k8s.hook;

import java.time.Duration;

/** What became of a cut. */
public sealed interface CutOutcome<T> {
    /** It was made. */
    record Made<T>(T value, Duration took) implements CutOutcome<T> {}

    /** It was not tried. */
    record NotTried<T>(String reason) implements CutOutcome<T> {}

    /** It failed. */
    record Failed<T>(Throwable error) implements CutOutcome<T> {}

    /** It did not end in time. */
    record TimedOut<T>(Duration limit) implements CutOutcome<T> {}

    /** The run was cancelled. */
    record Cancelled<T>() implements CutOutcome<T> {}
}
