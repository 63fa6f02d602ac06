package dev.varve.k8s.resource;

/** Kinds that a hook scales. */
public enum HookWorkload {
    Deployment,
    StatefulSet,
    ReplicaSet
}
