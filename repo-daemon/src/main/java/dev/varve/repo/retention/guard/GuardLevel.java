package dev.varve.repo.retention.guard;

/** How far sealed segments are guarded beyond the daemon's own refusal. Seen, not configured. */
public enum GuardLevel {
    /** Not at all: who may write to the data directory may delete from it. */
    NONE(0),
    /**
     * By flags of the file system: against mistakes, and programs that do not know of them. Root
     * can clear them, so this is no protection from root.
     */
    FLAGS(1);

    private final int number;

    GuardLevel(int number) {
        this.number = number;
    }

    /** As metrics have it. */
    public int number() {
        return number;
    }
}
