package dev.varve.repo.upkeep;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.ScrubResult;
import dev.varve.repo.store.VaultStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a share of a vault's segments whole; once damage is found, all images are looked at, so
 * that the points it touches are known.
 *
 * @param days runs in which every byte is read, when there is one a day
 */
record ScrubWork(Repository repository, Ledger ledger, int days) implements VaultWork {
    @Override
    public Done run(VaultDocument vault, JobContext context) throws IOException {
        VaultStore store = repository.vault(vault);
        long share = Math.ceilDiv(store.statistics().getStoredBytes(), days);
        JobMonitor monitor = new JobMonitor(context);
        ScrubResult scrubbed = store.scrub(share, monitor);
        List<String> findings = new ArrayList<>();
        scrubbed.findings()
                .forEach(each ->
                        findings.add(
                                CheckWork.words(each.what(), each.file(), each.offsetBytes())));
        long count = scrubbed.findings().size();
        if (count > 0) {
            CheckResult images =
                    store.check(
                            Check.newBuilder().setLevel(CheckLevel.CHECK_LEVEL_METADATA).build(),
                            monitor);
            findings.addAll(CheckWork.words(images));
            count += images.getFindingsCount() + images.getFindingsLeftOut();
        }
        if (scrubbed.segments() > 0) {
            CheckWork.enter(ledger, vault, "data of " + scrubbed.segments() + " segments", count);
        }
        return new Done(
                Map.of(
                        "segments read",
                        (long) scrubbed.segments(),
                        "bytes read",
                        scrubbed.readBytes()),
                findings,
                count);
    }
}
