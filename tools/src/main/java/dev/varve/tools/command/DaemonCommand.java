package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands have that ask a running daemon: where it is, and whose word opens it. */
abstract class DaemonCommand extends VarveCommand {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory of the repository that the daemon serves.")
    @Nullable Path data;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description =
                    "Instead of --data: the daemon's admin side, such as http://127.0.0.1:7501.")
    @Nullable String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "Whose token is shown: a file that varve operator add wrote.",
                "Default: admin-token in --data, which is an operator's."
            })
    @Nullable Path tokenFile;

    AdminClient daemon() throws IOException {
        if (data != null && admin == null) {
            return AdminClient.of(data, tokenFile);
        }
        if (data == null && admin != null && tokenFile != null) {
            return AdminClient.at(admin, tokenFile);
        }
        throw usage(
                "the daemon is not named, or named twice",
                "say --data DIR, or --admin URL with --token-file FILE");
    }

    /** Asks, says the answer, and gives it. */
    JsonNode askDaemon(Output output, String method, @Nullable ObjectNode body, String... path)
            throws IOException, InterruptedException {
        JsonNode answer = daemon().call(method, body, path);
        if (answer instanceof ObjectNode object) {
            output.event(object);
        }
        return answer;
    }
}
