package dev.varve.repo.upkeep;

import dev.varve.protocol.message.CheckProgress;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.store.CheckMonitor;

/** Lets the store's long work tell a job how far it is, and hear that it is to end. */
record JobMonitor(JobContext context) implements CheckMonitor {
    @Override
    public void progress(CheckProgress progress) {
        context.progress(progress.getDoneBytes(), progress.getTotalBytes(), "bytes");
    }

    @Override
    public boolean cancelled() {
        return context.stopAsked();
    }
}
