package dev.varve.repo.daemon;

import dev.varve.repo.schedule.Job;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import java.io.IOException;

/** Signs the root of the ledger, so that what it has by then cannot be told otherwise. */
record CheckpointJob(LedgerWatch ledger) implements Job {
    @Override
    public String name() {
        return "ledger-checkpoint";
    }

    @Override
    public JobResult run(JobContext context) throws IOException {
        return JobResult.done("checkpoint of " + ledger.checkpoint() + " entries");
    }
}
