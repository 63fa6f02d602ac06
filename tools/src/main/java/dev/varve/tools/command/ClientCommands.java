package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.repo.vault.ClientDocument;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Clients of a repository, by the data directory; beside a running daemon or without it. */
@Command(
        name = "client",
        description = "Clients that may push to and read from a vault.",
        subcommands = {
            ClientCommands.Enroll.class,
            ClientCommands.ListClients.class,
            ClientCommands.Revoke.class
        })
final class ClientCommands extends GroupCommand {

    /** What the three share. */
    abstract static class OfClients extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");
    }

    @Command(
            name = "enroll",
            description = {
                "Let a client in: its certificate, and a fresh key, go into a profile file.",
                "The first client of a vault makes its data key."
            },
            footer = {
                "",
                "Example:",
                "  varve client enroll web-1 --data /srv/varve --vault team-a \\",
                "      --to backup.example.org:7500 --out web-1.json"
            })
    static final class Enroll extends OfClients {
        @Parameters(paramLabel = "NAME", description = "The client's name.")
        String name = "";

        @Option(names = "--vault", required = true, paramLabel = "V", description = "Its vault.")
        String vault = "";

        @Option(
                names = "--to",
                required = true,
                paramLabel = "HOST:PORT",
                description = "Where the client reaches the daemon.")
        String endpoint = "";

        @Option(
                names = "--out",
                required = true,
                paramLabel = "PROFILE",
                description = "The file to write; it must not be there yet.")
        Path out = Path.of("");

        @Option(
                names = "--unlock",
                paramLabel = "PROFILE|KEYFILE",
                description = "A key that opens the vault today, when it has keys already.")
        @Nullable Path unlock;

        @Override
        int run(Output output) throws IOException {
            NewClient.Made made =
                    new NewClient(DataDirectory.open(data))
                            .enrol(name, vault, endpoint, out, unlock);
            output.line("client " + name + " may use vault " + vault + "; its profile is " + out);
            if (!made.unlocks()) {
                output.remark(
                        "Its key opens no slot yet. With a profile that opens the vault, run:\n"
                                + "  varve key add --for "
                                + out
                                + " --profile PROFILE1");
            }
            output.event(
                    Output.object()
                            .put("client", name)
                            .put("vault", vault)
                            .put("endpoint", endpoint)
                            .put("profile", out.toString())
                            .put("unlocks", made.unlocks()));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the clients.",
            footer = {"", "Example:", "  varve client list --data /srv/varve --json"})
    static final class ListClients extends OfClients {
        @Override
        int run(Output output) throws IOException {
            Table table = new Table("CLIENT", "VAULT", "STATE", "ENROLLED", "EXPIRES");
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("clients");
            for (ClientDocument client : DataDirectory.open(data).clients().list()) {
                list.add(describe(client));
                table.add(
                        client.name(),
                        client.vault(),
                        client.revoked() ? "revoked" : "enrolled",
                        Instant.ofEpochMilli(client.enrolledMillis()),
                        Instant.ofEpochMilli(client.expiresMillis()));
            }
            table.print(output);
            output.event(all);
            return DONE;
        }
    }

    @Command(
            name = "revoke",
            description = "Refuse a client's certificate from now on.",
            footer = {"", "Example:", "  varve client revoke web-1 --data /srv/varve"})
    static final class Revoke extends OfClients {
        @Parameters(paramLabel = "NAME", description = "The client's name.")
        String name = "";

        @Override
        int run(Output output) throws IOException {
            ClientDocument client = DataDirectory.open(data).clients().revoke(name);
            output.line("client " + name + " is revoked");
            output.event(describe(client));
            return DONE;
        }
    }

    private static ObjectNode describe(ClientDocument client) {
        return Output.object()
                .put("client", client.name())
                .put("vault", client.vault())
                .put("revoked", client.revoked())
                .put("fingerprint", client.fingerprint())
                .put("enrolledMillis", client.enrolledMillis())
                .put("expiresMillis", client.expiresMillis());
    }
}
