package dev.varve.k8s.cluster;

/**
 * How an object is deleted.
 *
 * @param uid only the object with this uid; empty for whichever has the name
 */
public record Deletion(String uid, Dependents dependents) {
    public static final Deletion BACKGROUND = new Deletion("", Dependents.BACKGROUND);
    public static final Deletion ORPHAN = new Deletion("", Dependents.ORPHAN);

    /** What becomes of what it owns. */
    public enum Dependents {
        BACKGROUND("Background"),
        FOREGROUND("Foreground"),
        ORPHAN("Orphan");

        private final String policy;

        Dependents(String policy) {
            this.policy = policy;
        }

        String policy() {
            return policy;
        }
    }
}
