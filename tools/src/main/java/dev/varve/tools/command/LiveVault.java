package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.admin.AdminTarget;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What only a running daemon knows of a vault, for commands that work without one, too. */
final class LiveVault {
    private static final int PAGE = 1000;

    private LiveVault() {}

    /** Asks one daemon. */
    @FunctionalInterface
    private interface Question {
        JsonNode of(AdminClient client) throws IOException, InterruptedException;
    }

    /**
     * What the vault holds.
     *
     * @return empty when no daemon serves the directory, or its token may not be read
     */
    static Optional<JsonNode> usage(Path data, String vault)
            throws IOException, InterruptedException {
        return ask(data, client -> client.get(path(vault) + "/quota"));
    }

    /**
     * In how many pieces the newest image of each chain lies.
     *
     * @param measure walks them first
     * @return a list; empty as in {@link #usage}
     */
    static Optional<JsonNode> order(Path data, String vault, boolean measure)
            throws IOException, InterruptedException {
        return ask(
                data,
                client -> {
                    if (measure) {
                        var _ = client.send("POST", path(vault) + "/order/measure", null);
                    }
                    return allPages(client, path(vault) + "/order");
                });
    }

    private static ArrayNode allPages(AdminClient client, String path)
            throws IOException, InterruptedException {
        ArrayNode all = Output.object().putArray("items");
        String after = "";
        do {
            JsonNode page = client.get(path + "?limit=" + PAGE + "&after=" + after);
            page.get("items").forEach(all::add);
            after = AdminClient.piece(page.get("next").asText());
        } while (!after.isEmpty());
        return all;
    }

    private static String path(String vault) {
        return "/v1/vaults/" + AdminClient.piece(vault);
    }

    private static Optional<JsonNode> ask(Path data, Question question)
            throws IOException, InterruptedException {
        try (AdminClient client = new AdminClient(AdminTarget.ofData(data))) {
            return Optional.of(question.of(client));
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
