package dev.varve.repo.session;

/** A request under way that its client may give up. */
@FunctionalInterface
interface Cancellable {
    /** Called on any thread; the request ends soon after. */
    void cancel();
}
