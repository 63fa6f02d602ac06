package dev.varve.k8s.restore;

/**
 * What became of one item of a plan.
 *
 * @param message what was done, or why nothing was
 */
public record Outcome(PlanItem item, Status status, String message) {
    /** How it ended. */
    public enum Status {
        DONE,
        /** As planned, or since another had done it meanwhile and the policy says to leave it. */
        SKIPPED,
        FAILED
    }
}
