package dev.varve.k8s.volume;

/** How Pods see a volume. */
public enum VolumeMode {
    FILESYSTEM("Filesystem"),
    BLOCK("Block");

    private final String word;

    VolumeMode(String word) {
        this.word = word;
    }

    /** As Kubernetes spells it. */
    public String word() {
        return word;
    }

    /** An absent mode is Filesystem. */
    public static VolumeMode of(String word) {
        return word.equals(BLOCK.word) ? BLOCK : FILESYSTEM;
    }
}
