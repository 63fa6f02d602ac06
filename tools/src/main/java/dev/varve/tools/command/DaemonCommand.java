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

/** What commands have that ask a running daemon: where it is, and whose word opens it. */
abstract class DaemonCommand extends VarveCommand {
    @Mixin AdminOptions admin = new AdminOptions();

    /** Asks, says the answer, and gives it. */
    JsonNode askDaemon(Output output, String method, @Nullable ObjectNode body, String... path)
            throws IOException, InterruptedException {
        String where =
                Arrays.stream(path)
                        .map(part -> "/" + AdminClient.piece(part))
                        .collect(Collectors.joining());
        JsonNode answer;
        try (AdminClient client = admin.connect()) {
            answer = client.send(method, "/v1" + where, body);
        }
        if (answer instanceof ObjectNode object) {
            output.event(object);
        }
        return answer;
    }
}
