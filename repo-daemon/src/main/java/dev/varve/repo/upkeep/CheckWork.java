package dev.varve.repo.upkeep;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Checks a vault, and enters in the ledger what came of it.
 *
 * @param what for the ledger
 */
record CheckWork(String what, Checking checking, Repository repository, Ledger ledger)
        implements VaultWork {

    /** One way to check a vault. */
    @FunctionalInterface
    interface Checking {
        CheckResult check(VaultStore vault, CheckMonitor monitor) throws IOException;
    }

    /** Of all points. */
    static CheckWork of(CheckLevel level, Repository repository, Ledger ledger) {
        return new CheckWork(
                level.name().substring("CHECK_LEVEL_".length()).toLowerCase(Locale.ROOT),
                (vault, monitor) ->
                        vault.check(Check.newBuilder().setLevel(level).build(), monitor),
                repository,
                ledger);
    }

    @Override
    public Done run(VaultDocument vault, JobContext context) throws IOException {
        CheckResult result = checking.check(repository.vault(vault), new JobMonitor(context));
        long count = result.getFindingsCount() + result.getFindingsLeftOut();
        if (result.getPoints() > 0 || count > 0) {
            enter(ledger, vault, what + ", " + result.getPoints() + " points", count);
        }
        return new Done(Map.of("points", result.getPoints()), words(result), count);
    }

    /** The words of its findings, with where they are. */
    static List<String> words(CheckResult result) {
        return result.getFindingsList().stream().map(CheckWork::words).toList();
    }

    private static String words(Finding finding) {
        return words(finding.getWhat(), finding.getSegment(), finding.getOffsetBytes());
    }

    static String words(String what, String segment, long offsetBytes) {
        return segment.isEmpty() ? what : what + " (" + segment + " at " + offsetBytes + ")";
    }

    /** Tells the ledger of a check. */
    static void enter(Ledger ledger, VaultDocument vault, String what, long findings)
            throws IOException {
        ledger.append(
                LedgerEntry.newBuilder()
                        .setKind(
                                findings == 0
                                        ? LedgerKind.LEDGER_KIND_VERIFIED
                                        : LedgerKind.LEDGER_KIND_DAMAGED)
                        .setActor("daemon")
                        .setVaultNumber(vault.getVaultNumber())
                        .setVault(vault.getName())
                        .setWhat("check of " + what + ": " + findings + " findings")
                        .build());
    }
}
