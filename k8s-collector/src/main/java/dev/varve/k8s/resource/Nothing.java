package dev.varve.k8s.resource;

/** A kind that is only read has no status of its own. */
public final class Nothing extends Observed {}
