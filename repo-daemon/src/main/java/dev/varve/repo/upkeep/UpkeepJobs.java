package dev.varve.repo.upkeep;

import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.schedule.Job;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.CountAuditResult;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.upkeep.VaultWork.Done;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The jobs that keep the vaults of one repository.
 *
 * @param scrubDays within so many days a scrub reads every byte
 * @param mayExpire the retention clock is believed; else each try would be a refusal in the ledger
 */
public record UpkeepJobs(
        Repository repository,
        VaultRegistry vaults,
        Retention retention,
        int scrubDays,
        BooleanSupplier mayExpire) {
    private static final String ACTOR = "daemon";
    private static final int SHOWN_DIFFERENCES = 100;

    /**
     * All of them.
     *
     * @param weekly level of {@code check-weekly}
     */
    public List<Job> all(CheckLevel weekly) {
        Ledger ledger = retention.ledger();
        return List.of(
                new VaultsJob("expiry", vaults::list, this::expire),
                new VaultsJob("compaction", vaults::listWithDeleted, this::compact),
                new VaultsJob(
                        "check-metadata", vaults::list, check(CheckLevel.CHECK_LEVEL_METADATA)),
                new VaultsJob("check-weekly", vaults::list, check(weekly)),
                new VaultsJob(
                        "check-new",
                        vaults::list,
                        new CheckWork(
                                "metadata, new points", VaultStore::checkNew, repository, ledger)),
                new VaultsJob("scrub", vaults::list, new ScrubWork(repository, ledger, scrubDays)),
                new VaultsJob("audit-counts", vaults::list, this::auditCounts));
    }

    private CheckWork check(CheckLevel level) {
        return CheckWork.of(level, repository, retention.ledger());
    }

    private Done expire(VaultDocument vault, JobContext context) throws IOException {
        if (!mayExpire.getAsBoolean()) {
            return Done.of(Map.of("left to a clock that is believed", 1L));
        }
        PolicyExpiry.Result result =
                PolicyExpiry.run(
                        repository.vault(vault),
                        vault.getPolicy(),
                        retention.nowMillis(),
                        ACTOR,
                        context::stopAsked);
        context.proceed();
        return Done.of(
                Map.of(
                        "points ended", (long) result.expired().size(),
                        "points still locked", (long) result.refused().size()));
    }

    private Done compact(VaultDocument vault, JobContext context) throws IOException {
        if (!mayExpire.getAsBoolean()) {
            return Done.of(Map.of("left to a clock that is believed", 1L));
        }
        CompactionResult result =
                repository.vault(vault).compact(CompactionLimits.DEFAULT, new JobMonitor(context));
        context.proceed();
        return Done.of(
                Map.of(
                        "segments deleted",
                        (long) result.segments(),
                        "bytes moved",
                        result.movedBytes(),
                        "bytes put in order",
                        result.orderedBytes(),
                        "bytes freed",
                        result.freedBytes(),
                        "segments locked",
                        (long) result.lockedSegments()));
    }

    private Done auditCounts(VaultDocument vault, JobContext context) throws IOException {
        CountAuditResult result =
                repository.vault(vault).auditCounts(false, new JobMonitor(context));
        List<String> findings =
                result.differences().stream()
                        .limit(SHOWN_DIFFERENCES)
                        .map(each ->
                                "references of "
                                        + each.kind()
                                        + " "
                                        + each.idPrefix()
                                        + " are counted "
                                        + each.tooMany()
                                        + " too many")
                        .toList();
        return new Done(
                Map.of("points", result.points(), "objects", result.objects()),
                findings,
                result.differences().size() + result.leftOut());
    }
}
