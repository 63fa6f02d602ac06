package dev.varve.k8s.rule;

/** What a restore does otherwise than usual; each is off unless chosen. */
public enum Choice {
    /** Services keep node ports that the source allocated by itself. */
    KEEP_NODE_PORTS,
    /** Pods and templates lose affinity, node selectors and spread constraints. */
    REMOVE_AFFINITY,
    /** Pods that a controller owns are restored too. */
    RESTORE_CONTROLLED_PODS,
    /** Objects in a mapped namespace lose the marks of the tool that deployed them. */
    STRIP_GITOPS,
    /**
     * Claims that are there get their data: what uses them is stopped meanwhile, and their old
     * volumes are kept.
     */
    IN_PLACE
}
