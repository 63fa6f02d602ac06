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
import dev.varve.repo.store.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Checks a vault, and enters in the ledger what came of it. */
record CheckWork(CheckLevel level, Repository repository, Ledger ledger) implements VaultWork {
    @Override
    public Done run(VaultDocument vault, JobContext context) throws IOException {
        CheckResult result =
                repository
                        .vault(vault)
                        .check(Check.newBuilder().setLevel(level).build(), new JobMonitor(context));
        long count = result.getFindingsCount() + result.getFindingsLeftOut();
        enter(vault, result.getPoints(), count);
        List<String> findings = result.getFindingsList().stream().map(CheckWork::words).toList();
        return new Done(Map.of("points", result.getPoints()), findings, count);
    }

    private void enter(VaultDocument vault, long points, long findings) throws IOException {
        String name =
                level.name().substring("CHECK_LEVEL_".length()).toLowerCase(java.util.Locale.ROOT);
        ledger.append(
                LedgerEntry.newBuilder()
                        .setKind(
                                findings == 0
                                        ? LedgerKind.LEDGER_KIND_VERIFIED
                                        : LedgerKind.LEDGER_KIND_DAMAGED)
                        .setActor("daemon")
                        .setVaultNumber(vault.getVaultNumber())
                        .setVault(vault.getName())
                        .setWhat(
                                "check of level "
                                        + name
                                        + " of "
                                        + points
                                        + " points: "
                                        + findings
                                        + " findings")
                        .build());
    }

    private static String words(Finding finding) {
        String place =
                finding.getSegment().isEmpty()
                        ? ""
                        : " (" + finding.getSegment() + " at " + finding.getOffsetBytes() + ")";
        return finding.getWhat() + place;
    }
}
