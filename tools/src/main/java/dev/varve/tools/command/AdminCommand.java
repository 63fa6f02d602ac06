package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands have that ask a running daemon to do something about a vault. */
abstract class AdminCommand extends VarveCommand {
    @Mixin AdminOptions admin = new AdminOptions();

    @Option(names = "--vault", required = true, paramLabel = "V", description = "The vault.")
    String vault = "";

    /** Asks about the vault, says the answer, and gives it. */
    JsonNode ask(Output output, String method, @Nullable ObjectNode body, String... path)
            throws IOException, InterruptedException {
        String where =
                Arrays.stream(path)
                        .map(part -> "/" + AdminClient.piece(part))
                        .collect(Collectors.joining());
        JsonNode answer;
        try (AdminClient client = admin.connect()) {
            answer = client.send(method, "/v1/vaults/" + AdminClient.piece(vault) + where, body);
        }
        if (answer instanceof ObjectNode object) {
            output.event(object);
        }
        return answer;
    }
}
