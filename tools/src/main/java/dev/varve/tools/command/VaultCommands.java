package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Vaults, by the data directory; beside a running daemon or without it. */
@Command(
        name = "vault",
        description =
                "Vaults of a repository: tenants with access, keys and deduplication of their own.",
        subcommands = {
            VaultCommands.Create.class,
            VaultCommands.ListVaults.class,
            VaultCommands.Show.class,
            VaultDeletion.class
        })
final class VaultCommands extends GroupCommand {

    /** What the three share. */
    abstract static class OfVaults extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");
    }

    @Command(
            name = "create",
            description = "Make a vault. A directory that is empty becomes a repository.",
            footer = {"", "Example:", "  varve vault create team-a --data /srv/varve"})
    static final class Create extends OfVaults {
        @Parameters(paramLabel = "V", description = "Its name.")
        String name = "";

        @Option(
                names = "--no-encryption",
                description = "Keep what is pushed in the clear. For data that is no secret.")
        boolean plain;

        @Override
        int run(Output output) throws IOException {
            Encryption encryption =
                    plain ? Encryption.ENCRYPTION_NONE : Encryption.ENCRYPTION_AES_256_GCM;
            VaultDocument vault =
                    DataDirectory.openOrInitialise(data).vaults().create(name, encryption);
            output.line("vault " + vault.getName() + " made");
            output.event(describe(vault));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the vaults.",
            footer = {"", "Example:", "  varve vault list --data /srv/varve --json"})
    static final class ListVaults extends OfVaults {
        @Override
        int run(Output output) throws IOException {
            Table table = new Table("VAULT", "ENCRYPTION", "KEYS", "MADE");
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("vaults");
            for (VaultDocument vault : DataDirectory.open(data).vaults().list()) {
                list.add(describe(vault));
                table.add(
                        vault.getName(),
                        encryption(vault),
                        vault.getKeySlotsCount(),
                        Instant.ofEpochMilli(vault.getCreatedMillis()));
            }
            table.print(output);
            output.event(all);
            return DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show one vault with its key slots.",
            footer = {"", "Example:", "  varve vault show team-a --data /srv/varve"})
    static final class Show extends OfVaults {
        @Parameters(paramLabel = "V", description = "Its name.")
        String name = "";

        @Override
        int run(Output output) throws IOException {
            VaultDocument vault = DataDirectory.open(data).vaults().require(name);
            output.line("vault       " + vault.getName());
            output.line("id          " + Uid.of(vault.getVaultId().toByteArray()));
            output.line("encryption  " + encryption(vault));
            output.line("made        " + Instant.ofEpochMilli(vault.getCreatedMillis()));
            KeyCommands.table(vault).print(output);
            output.event(describe(vault));
            return DONE;
        }
    }

    static ObjectNode describe(VaultDocument vault) {
        ObjectNode object =
                Output.object()
                        .put("vault", vault.getName())
                        .put("id", Uid.of(vault.getVaultId().toByteArray()).toString())
                        .put("encryption", encryption(vault))
                        .put("createdMillis", vault.getCreatedMillis());
        ArrayNode slots = object.putArray("keySlots");
        for (KeySlot slot : vault.getKeySlotsList()) {
            slots.add(KeyCommands.describe(slot));
        }
        return object;
    }

    private static String encryption(VaultDocument vault) {
        return vault.getEncryption() == Encryption.ENCRYPTION_NONE ? "none" : "aes-256-gcm";
    }
}
