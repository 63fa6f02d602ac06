package dev.varve.k8s.hook;

/** What a hook's failure means to its run. */
public enum OnError {
    /** Before the cut: it is not made. After it: the run counts as failed. */
    FAIL,
    /** It is recorded; the volumes of the member count as {@link Consistency#CRASH}. */
    CONTINUE
}
