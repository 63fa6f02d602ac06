package dev.varve.k8s.volume;

/** How far a run's restore in place is, of all its claims together. */
public sealed interface InPlaceState {
    /** What uses the claims is stopped, or about to be; old volumes give way to new ones. */
    record Replacing() implements InPlaceState {}

    /** A claim could not be had; the old volumes come back. */
    record PuttingBack(String reason) implements InPlaceState {}

    /** The end: every claim has its new volume, and the old ones are kept. */
    record Replaced() implements InPlaceState {}

    /** The end: every claim has its old volume, unless the reason says otherwise. */
    record Undone(String reason) implements InPlaceState {}
}
