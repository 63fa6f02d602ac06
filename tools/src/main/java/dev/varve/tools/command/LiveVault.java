package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.admin.AdminTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What only a running daemon knows of a vault, for commands that work without one, too. */
final class LiveVault {
    private LiveVault() {}

    /**
     * The daemon's answer about the vault.
     *
     * @param what the last part of the path
     * @return empty when no daemon serves the directory, or its token may not be read
     */
    static Optional<JsonNode> ask(Path data, String vault, String what)
            throws IOException, InterruptedException {
        try (AdminClient client = new AdminClient(AdminTarget.ofData(data))) {
            return Optional.of(client.get("/v1/vaults/" + AdminClient.piece(vault) + "/" + what));
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
