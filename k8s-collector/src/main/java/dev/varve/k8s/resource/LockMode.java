package dev.varve.k8s.resource;

/** How a restore point is locked. */
public enum LockMode {
    None,
    /** Officers may release it. */
    Governance,
    /** Nobody may. */
    Compliance
}
