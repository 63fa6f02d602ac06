package dev.varve.k8s.resource;

/** Which way data goes. */
public enum Direction {
    Backup,
    Restore
}
