package dev.varve.repo.daemon;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.schedule.Job;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** Checks all vaults, one after the other. Broken off, it goes on with the vault that it was at. */
record CheckJob(String name, CheckLevel level, Repository repository, VaultRegistry vaults)
        implements Job {

    @Override
    public JobResult run(JobContext context) throws IOException {
        CheckTally tally = CheckTally.ofToken(context.resumeToken());
        List<VaultDocument> all =
                vaults.list().stream()
                        .sorted(Comparator.comparingInt(VaultDocument::getVaultNumber))
                        .toList();
        for (VaultDocument vault : all) {
            if (vault.getVaultNumber() > tally.lastVault()) {
                context.proceed();
                tally = tally.plus(vault, check(vault, context));
                context.saveToken(tally.toToken());
            }
        }
        return tally.result();
    }

    private CheckResult check(VaultDocument vault, JobContext context) throws IOException {
        return repository
                .vault(vault)
                .check(Check.newBuilder().setLevel(level).build(), new Monitor(context));
    }

    /** The words of one finding. */
    static String words(VaultDocument vault, Finding finding) {
        String place =
                finding.getSegment().isEmpty()
                        ? ""
                        : " (" + finding.getSegment() + " at " + finding.getOffsetBytes() + ")";
        return "vault " + vault.getName() + ": " + finding.getWhat() + place;
    }

    private record Monitor(JobContext context) implements CheckMonitor {
        @Override
        public void progress(CheckProgress progress) {
            context.progress(progress.getDoneBytes(), progress.getTotalBytes(), "bytes");
        }

        @Override
        public boolean cancelled() {
            return context.stopAsked();
        }
    }
}
