package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.output.Output;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands have that ask a running daemon to do something with a vault. */
abstract class AdminCommand extends DaemonCommand {
    @Option(names = "--vault", required = true, paramLabel = "V", description = "The vault.")
    String vault = "";

    /** Asks about the vault, says the answer, and gives it. */
    JsonNode ask(Output output, String method, @Nullable ObjectNode body, String... path)
            throws IOException, InterruptedException {
        String[] whole = new String[path.length + 2];
        whole[0] = "vaults";
        whole[1] = vault;
        System.arraycopy(path, 0, whole, 2, path.length);
        return askDaemon(output, method, body, whole);
    }
}
