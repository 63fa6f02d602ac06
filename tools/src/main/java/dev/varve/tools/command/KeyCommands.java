package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.key.Secret;
import dev.varve.ingest.key.VaultKeys;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.profile.SecretFile;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys that unlock a vault. Changing them touches no data. */
@Command(
        name = "key",
        description = "Keys that unlock a vault: add, list, rotate, remove. No data is touched.",
        subcommands = {
            KeyCommands.Add.class,
            KeyCommands.ListKeys.class,
            KeyCommands.Rotate.class,
            KeyCommands.Remove.class
        })
final class KeyCommands extends GroupCommand {

    /** Where the new secret lies. */
    static final class NewSecret {
        @Option(
                names = "--for",
                paramLabel = "PROFILE2",
                description = "The key in another client's profile.")
        @Nullable Path profile;

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "The passphrase in the first line of FILE.")
        @Nullable Path passphrase;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description = "32 bytes, raw or in base64.")
        @Nullable Path keyFile;

        Secret read() throws IOException {
            if (passphrase != null) {
                return SecretFile.passphrase(passphrase);
            }
            Path file = profile == null ? keyFile : profile;
            if (file == null) {
                throw new IllegalStateException("picocli lets exactly one through");
            }
            return SecretFile.key(file);
        }

        String label() throws IOException {
            if (profile != null) {
                return Profile.read(profile).client();
            }
            return passphrase == null ? "key file" : "passphrase";
        }
    }

    /** What all four share. */
    abstract static class OfKeys extends VarveCommand {
        @Mixin ProfileOptions profile = new ProfileOptions();

        abstract int run(Output output, Connection connection, VaultKeys keys)
                throws IOException, InterruptedException;

        @Override
        final int run(Output output) throws IOException, InterruptedException {
            try (Connection connection = profile.connect()) {
                VaultKeys keys =
                        new VaultKeys(connection.client(), connection.random(), Clock.systemUTC());
                return run(output, connection, keys);
            }
        }

        Secret unlocking(Connection connection) throws IOException {
            return connection.secret(profile.secret());
        }
    }

    @Command(
            name = "add",
            description = "Let one more key unlock the vault.",
            footer = {
                "",
                "Examples:",
                "  varve key add --for bob.json --profile alice.json",
                "  varve key add --passphrase-file /run/secrets/phrase --label escrow"
            })
    static final class Add extends OfKeys {
        @ArgGroup(multiplicity = "1")
        NewSecret added = new NewSecret();

        @Option(names = "--label", paramLabel = "TEXT", description = "What key list shows.")
        @Nullable String label;

        @Override
        int run(Output output, Connection connection, VaultKeys keys)
                throws IOException, InterruptedException {
            KeySlot slot =
                    keys.add(
                            unlocking(connection),
                            added.read(),
                            label == null ? added.label() : label);
            output.line("key " + slot.getSlotId() + " (" + slot.getLabel() + ") added");
            output.event(describe(slot));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the keys that unlock the vault.",
            footer = {"", "Example:", "  varve key list --profile alice.json"})
    static final class ListKeys extends OfKeys {
        @Override
        int run(Output output, Connection connection, VaultKeys keys) {
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("keys");
            keys.vault().getKeySlotsList().forEach(slot -> list.add(describe(slot)));
            table(keys.vault()).print(output);
            output.event(all);
            return DONE;
        }
    }

    @Command(
            name = "rotate",
            description = "Put a new key in the place of one; the old one unlocks no more.",
            footer = {"", "Example:", "  varve key rotate 0123456789abcdef --key-file new.key"})
    static final class Rotate extends OfKeys {
        @Parameters(paramLabel = "KEY", description = "Id of the old one, from key list.")
        String slotId = "";

        @ArgGroup(multiplicity = "1")
        NewSecret replacement = new NewSecret();

        @Override
        int run(Output output, Connection connection, VaultKeys keys)
                throws IOException, InterruptedException {
            KeySlot slot = keys.rotate(unlocking(connection), slotId, replacement.read());
            output.line("key " + slotId + " replaced by " + slot.getSlotId());
            output.event(describe(slot).put("replaced", slotId));
            return DONE;
        }
    }

    @Command(
            name = "remove",
            description = "Take a key away. Another must be there, and be the one that unlocks.",
            footer = {"", "Example:", "  varve key remove 0123456789abcdef"})
    static final class Remove extends OfKeys {
        @Parameters(paramLabel = "KEY", description = "Its id, from key list.")
        String slotId = "";

        @Override
        int run(Output output, Connection connection, VaultKeys keys)
                throws IOException, InterruptedException {
            keys.remove(unlocking(connection), slotId);
            output.line("key " + slotId + " removed");
            output.event(Output.object().put("removed", slotId));
            return DONE;
        }
    }

    static Table table(VaultDocument vault) {
        Table table = new Table("KEY", "KIND", "LABEL", "ADDED");
        for (KeySlot slot : vault.getKeySlotsList()) {
            table.add(
                    slot.getSlotId(),
                    kind(slot),
                    slot.getLabel(),
                    Instant.ofEpochMilli(slot.getCreatedMillis()));
        }
        return table;
    }

    static ObjectNode describe(KeySlot slot) {
        return Output.object()
                .put("key", slot.getSlotId())
                .put("kind", kind(slot))
                .put("label", slot.getLabel())
                .put("createdMillis", slot.getCreatedMillis());
    }

    private static String kind(KeySlot slot) {
        return slot.getKind() == SlotKind.SLOT_KIND_PASSPHRASE ? "passphrase" : "key file";
    }
}
