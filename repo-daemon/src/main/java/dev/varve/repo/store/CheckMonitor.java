package dev.varve.repo.store;

import dev.varve.protocol.message.CheckProgress;

/** Hears how far a check is, and may end it. Called on the thread that runs the check. */
public interface CheckMonitor {
    void progress(CheckProgress progress);

    /** Asked often; true ends the check with CANCELLED. */
    boolean cancelled();

    /** Hears nothing and never cancels. */
    CheckMonitor NONE =
            new CheckMonitor() {
                @Override
                public void progress(CheckProgress progress) {}

                @Override
                public boolean cancelled() {
                    return false;
                }
            };
}
