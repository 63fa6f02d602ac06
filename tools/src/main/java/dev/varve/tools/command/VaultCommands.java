package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
            VaultQuota.class,
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
            Table table = new Table("VAULT", "ENCRYPTION", "KEYS", "QUOTA", "MADE");
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("vaults");
            for (VaultDocument vault : DataDirectory.open(data).vaults().list()) {
                list.add(describe(vault));
                table.add(
                        vault.getName(),
                        encryption(vault),
                        vault.getKeySlotsCount(),
                        VaultQuota.words(vault.getQuotaBytes()),
                        Instant.ofEpochMilli(vault.getCreatedMillis()));
            }
            table.print(output);
            output.event(all);
            return DONE;
        }
    }

    @Command(
            name = "show",
            description = {
                "Show one vault with its key slots and its quota.",
                "While a daemon serves the directory, also what it holds, and in how many pieces the"
                        + " newest image of each chain lies, as compaction found it last."
            },
            footer = {
                "",
                "Examples:",
                "  varve vault show team-a --data /srv/varve",
                "  varve vault show team-a --measure --data /srv/varve --json"
            })
    static final class Show extends OfVaults {
        @Parameters(paramLabel = "V", description = "Its name.")
        String name = "";

        @Option(
                names = "--measure",
                description = "Have the daemon walk all newest images first, to see how they lie.")
        boolean measure;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            VaultDocument vault = DataDirectory.open(data).vaults().require(name);
            ObjectNode shown = describe(vault);
            output.line("vault       " + vault.getName());
            output.line("id          " + Uid.of(vault.getVaultId().toByteArray()));
            output.line("encryption  " + encryption(vault));
            output.line("made        " + Instant.ofEpochMilli(vault.getCreatedMillis()));
            output.line("quota       " + VaultQuota.words(vault.getQuotaBytes()));
            sayUsage(output, shown);
            KeyCommands.table(vault).print(output);
            sayOrder(output, shown);
            output.event(shown);
            return DONE;
        }

        private void sayUsage(Output output, ObjectNode shown)
                throws IOException, InterruptedException {
            JsonNode usage = LiveVault.usage(data, name).orElse(null);
            if (usage != null) {
                for (String field : List.of("storedBytes", "reservedBytes")) {
                    shown.set(field, usage.get(field));
                }
                output.line("stored      " + Sizes.bytes(usage.get("storedBytes").asLong()));
            }
        }

        private void sayOrder(Output output, ObjectNode shown)
                throws IOException, InterruptedException {
            JsonNode chains = LiveVault.order(data, name, measure).orElse(null);
            if (chains == null) {
                return;
            }
            shown.set("chains", chains);
            if (!chains.isEmpty()) {
                Table table = new Table("CHAIN", "NEWEST IMAGE", "PIECES A GIB", "LOOKED AT");
                chains.forEach(chain ->
                        table.add(
                                chain.get("chain").asText(),
                                Sizes.bytes(chain.get("storedBytes").asLong()),
                                chain.get("runsPerGib").asLong(),
                                Instant.ofEpochMilli(chain.get("measuredMillis").asLong())));
                table.print(output);
            }
        }
    }

    static ObjectNode describe(VaultDocument vault) {
        ObjectNode object =
                Output.object()
                        .put("vault", vault.getName())
                        .put("id", Uid.of(vault.getVaultId().toByteArray()).toString())
                        .put("encryption", encryption(vault))
                        .put("createdMillis", vault.getCreatedMillis())
                        .put("quotaBytes", vault.getQuotaBytes());
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
