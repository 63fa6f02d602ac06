package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.repo.retention.ledger.LedgerAudit;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Proves a ledger. */
@Command(
        name = "audit",
        description = {
            "Prove the ledger of a repository from its files: hashes, checkpoints, and that nothing"
                    + " ended before its lock.",
            "Reads only; beside a running daemon, without it, or on a copy. Exit code 85 when"
                    + " something is forged or missing."
        },
        footer = {"", "Examples:", "  varve audit /srv/varve", "  varve audit /srv/varve --json"})
final class AuditCommand extends VarveCommand {
    @Parameters(paramLabel = "DIR", description = "The repository's directory.")
    Path data = Path.of("");

    @Override
    int run(Output output) throws IOException {
        LedgerAudit.Result result = OfflineRepository.audit(data);
        output.line("entries      " + result.entries());
        output.line("checkpoints  " + result.checkpoints());
        for (Map.Entry<LedgerKind, Long> kind : result.kinds().entrySet()) {
            output.line("  " + word(kind.getKey()) + "  " + kind.getValue());
        }
        list(output, "refused      ", result.refused());
        list(output, "deleted      ", result.deleted());
        list(output, "labelled     ", result.labelled());
        result.findings().forEach(finding -> output.line("FINDING      " + finding));
        output.line(result.whole() ? "The ledger is whole." : "The ledger is NOT whole.");
        output.event(describe(result));
        return result.whole() ? DONE : ErrorCode.DAMAGED.exitCode();
    }

    private static void list(Output output, String head, List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            output.line(
                    head
                            + Instant.ofEpochMilli(entry.getClockMillis())
                            + "  "
                            + entry.getActor()
                            + ": "
                            + entry.getWhat());
        }
    }

    private static String word(LedgerKind kind) {
        return kind.name().replace("LEDGER_KIND_", "").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ObjectNode describe(LedgerAudit.Result result) {
        ObjectNode object =
                Output.object()
                        .put("whole", result.whole())
                        .put("entries", result.entries())
                        .put("checkpoints", result.checkpoints());
        ObjectNode kinds = object.putObject("kinds");
        result.kinds().forEach((kind, count) -> kinds.put(word(kind), count));
        result.forged()
                .ifPresent(forged ->
                        object.putObject("forged")
                                .put("sequence", forged.sequence())
                                .put("file", forged.file())
                                .put("offset", forged.offsetBytes())
                                .put("what", forged.what()));
        describe(object.putArray("refused"), result.refused());
        describe(object.putArray("deleted"), result.deleted());
        describe(object.putArray("labelled"), result.labelled());
        ArrayNode findings = object.putArray("findings");
        result.findings().forEach(findings::add);
        return object;
    }

    private static void describe(ArrayNode array, List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            array.addObject()
                    .put("sequence", entry.getSequence())
                    .put("clockMillis", entry.getClockMillis())
                    .put("actor", entry.getActor())
                    .put("vault", entry.getVault())
                    .put("what", entry.getWhat());
        }
    }
}
