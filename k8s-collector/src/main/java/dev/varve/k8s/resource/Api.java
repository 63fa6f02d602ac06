package dev.varve.k8s.resource;

/** What all kinds share. */
public final class Api {
    public static final String GROUP = "varve.dev";
    public static final String VERSION = "v1alpha1";

    /** Asks a policy to run now; its value, any text, is remembered so that it counts once. */
    public static final String RUN_NOW = GROUP + "/run-now";

    /** The policy that a run belongs to. */
    public static final String POLICY_LABEL = GROUP + "/policy";

    /** The repository that a view shows. */
    public static final String REPOSITORY_LABEL = GROUP + "/repository";

    /** What this controller makes carries it. */
    public static final String MANAGED_LABEL = "app.kubernetes.io/managed-by";

    public static final String MANAGER = "varve";

    /** Names of objects. */
    static final String NAME = "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$";

    private Api() {}
}
