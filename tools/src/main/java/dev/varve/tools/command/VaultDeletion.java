package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.output.Output;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running daemon to delete a vault. */
@Command(
        name = "delete",
        description = {
            "Delete a vault: its sessions end, its clients are revoked, its space comes back by"
                    + " compaction.",
            "Exit code 94 while anything in it is locked or held, which is entered in the ledger;"
                    + " 88 while it has restore points, unless --with-points is said."
        },
        footer = {"", "Example:", "  varve vault delete team-a --with-points --data /srv/varve"})
final class VaultDeletion extends DaemonCommand {
    @Parameters(paramLabel = "V", description = "Its name.")
    String name = "";

    @Option(names = "--with-points", description = "End its restore points first, one by one.")
    boolean withPoints;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        String path = "/v1/vaults/" + AdminClient.piece(name) + "?withPoints=" + withPoints;
        JsonNode done;
        try (AdminClient client = admin.connect()) {
            done = client.send("DELETE", path, null);
        }
        output.line("vault " + name + " is gone");
        output.line("restore points ended  " + done.get("pointsEnded").asInt());
        output.line("sessions closed       " + done.get("sessionsClosed").asInt());
        output.line("clients revoked       " + done.get("clientsRevoked").asInt());
        if (done instanceof ObjectNode object) {
            output.event(object);
        }
        return DONE;
    }
}
