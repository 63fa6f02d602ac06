package dev.varve.repo.upkeep;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.schedule.Job;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on all vaults, one after the other. Broken off, it goes on with the vault that it was at; a
 * vault that fails keeps no other from its turn, and fails the run at its end.
 */
record VaultsJob(String name, Vaults vaults, VaultWork work) implements Job {
    /** Which vaults there are, at the beginning of a run. */
    @FunctionalInterface
    interface Vaults {
        List<VaultDocument> list() throws IOException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(VaultsJob.class);

    @Override
    public JobResult run(JobContext context) throws IOException {
        VaultsTally tally = VaultsTally.ofToken(context.resumeToken());
        List<VaultDocument> all =
                vaults.list().stream()
                        .sorted(Comparator.comparingInt(VaultDocument::getVaultNumber))
                        .toList();
        for (VaultDocument vault : all) {
            if (vault.getVaultNumber() > tally.lastVault()) {
                context.proceed();
                tally = one(vault, tally, context);
                context.saveToken(tally.toToken());
            }
        }
        if (!tally.failures().isEmpty()) {
            throw new IOException(
                    tally.summary() + "; failed: " + String.join("; ", tally.failures()));
        }
        return tally.result();
    }

    private VaultsTally one(VaultDocument vault, VaultsTally tally, JobContext context)
            throws ProtocolException {
        try {
            return tally.plus(vault, work.run(vault, context));
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return failed(vault, tally, e);
        } catch (IOException | RuntimeException e) {
            return failed(vault, tally, e);
        }
    }

    private VaultsTally failed(VaultDocument vault, VaultsTally tally, Exception why) {
        LOGGER.atError()
                .addKeyValue("job", name)
                .addKeyValue("vault", vault.getName())
                .setCause(why)
                .log("a job failed in one vault");
        return tally.plusFailure(vault, why);
    }
}
