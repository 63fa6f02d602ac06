package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running daemon how much a vault may hold, or tells it. */
@Command(
        name = "quota",
        description = {
            "Show, set or take away how much a vault may hold.",
            "What counts is what its segments take, until compaction gives back what no restore"
                    + " point uses. Pushes end with exit code 95 at the quota; restore points are"
                    + " still committed and end there."
        },
        footer = {
            "",
            "Examples:",
            "  varve vault quota team-a --data /srv/varve",
            "  varve vault quota team-a --bytes 500GiB --data /srv/varve",
            "  varve vault quota team-a --none --data /srv/varve"
        })
final class VaultQuota extends DaemonCommand {
    @Parameters(paramLabel = "V", description = "Its name.")
    String name = "";

    @ArgGroup @Nullable Wish wish;

    /** What it is to be. */
    static final class Wish {
        @Option(
                names = "--bytes",
                paramLabel = "N",
                required = true,
                converter = BytesConverter.class,
                description = "So much at most, such as 500GiB; a plain number is of bytes.")
        long bytes;

        @Option(names = "--none", required = true, description = "As much as there is room.")
        boolean none;
    }

    @Override
    int run(Output output) throws IOException, InterruptedException {
        JsonNode now =
                wish == null
                        ? askDaemon(output, "GET", null, "vaults", name, "quota")
                        : askDaemon(output, "PUT", body(wish), "vaults", name, "quota");
        long quota = now.get("quotaBytes").asLong();
        output.line("quota     " + words(quota));
        output.line("stored    " + Sizes.bytes(now.get("storedBytes").asLong()));
        output.line("reserved  " + Sizes.bytes(now.get("reservedBytes").asLong()));
        return DONE;
    }

    private static ObjectNode body(Wish wish) throws ProtocolException {
        if (!wish.none && wish.bytes == 0) {
            throw usage("a quota of 0 bytes", "say --none to take the quota away");
        }
        return Output.object().put("quotaBytes", wish.none ? 0 : wish.bytes);
    }

    static String words(long quotaBytes) {
        return quotaBytes == 0 ? "none" : Sizes.bytes(quotaBytes);
    }
}
