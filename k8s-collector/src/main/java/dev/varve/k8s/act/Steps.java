package dev.varve.k8s.act;

/** Steps and annotations whose meaning a removal must know. */
public final class Steps {
    /** A claim made for the user, in the user's namespace. Once bound it is the user's. */
    public static final String TARGET = "target";

    /**
     * On a volume that is being restored: {@code namespace/name} of the collector's claim through
     * which it is written. While it is the volume's claim, no user has the volume.
     */
    public static final String TWIN_ANNOTATION = "varve.dev/twin";

    private Steps() {}
}
