package dev.varve.k8s.resource;

/** Which objects outside of namespaces are taken. */
public enum ClusterObjects {
    None,
    /** Those that what is taken needs. */
    Related,
    All
}
