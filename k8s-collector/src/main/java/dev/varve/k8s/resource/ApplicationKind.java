package dev.varve.k8s.resource;

/** By what an application is recognised. */
public enum ApplicationKind {
    /** app.kubernetes.io/part-of */
    PartOf,
    /** app.kubernetes.io/instance */
    Instance,
    /** app.kubernetes.io/name */
    Name,
    /** Annotations of a Helm release. */
    Helm,
    /** All of a namespace that nothing else is recognised in. */
    Namespace
}
