package dev.varve.k8s.resource;

/** What a hook's failure means. */
public enum HookFailure {
    /** Before the cut: the claims of that namespace are not cut. */
    Fail,
    /** It is a warning. */
    Continue
}
