package dev.varve.k8s.resource;

/** What a restore does otherwise than usual. */
public enum RestoreChoice {
    /** Services keep node ports that the source allocated by itself. */
    KeepNodePorts,
    /** Pods and templates lose affinity, node selectors and spread constraints. */
    RemoveAffinity,
    /** Pods that a controller owns are restored too. */
    RestoreControlledPods,
    /** Objects in a mapped namespace lose the marks of the tool that deployed them. */
    StripGitOps,
    /**
     * Claims that are there get their data: what uses them is stopped meanwhile, and their old
     * volumes are kept.
     */
    InPlace
}
