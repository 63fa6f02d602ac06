package dev.varve.repo.daemon;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.ledger.Hashes;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.SealedSegment;
import dev.varve.repo.vault.ClientDocument;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.OperatorDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Vaults, their keys, clients, people and sealed segments, compared with what the ledger was told
 * of them. Commands make vaults, clients and people beside the daemon, and a crash may come between
 * an act and its entry: by comparing, each change is entered, whoever made it. Safe for several
 * threads.
 */
final class LedgerInventory implements Ledger {
    private static final int MOST_AT_ONCE = 1000;

    private final Ledger ledger;
    private final Map<Item, ByteString> told;

    /** Something that the ledger tells of, again when its digest is another. */
    record Item(LedgerKind kind, ByteString subject) {}

    /** What the entries of a ledger told; in order. */
    static final class Told {
        private final Map<Item, ByteString> digests = new HashMap<>();

        void add(LedgerEntry entry) {
            switch (entry.getKind()) {
                case LEDGER_KIND_VAULT,
                        LEDGER_KIND_KEYS,
                        LEDGER_KIND_CLIENT,
                        LEDGER_KIND_OPERATOR,
                        LEDGER_KIND_SEGMENT_SEALED ->
                        digests.put(
                                new Item(entry.getKind(), entry.getSubject()), entry.getDigest());
                case LEDGER_KIND_SEGMENT_DELETED ->
                        digests.remove(
                                new Item(
                                        LedgerKind.LEDGER_KIND_SEGMENT_SEALED, entry.getSubject()));
                default -> {}
            }
        }
    }

    LedgerInventory(Ledger ledger, Told told) {
        this.ledger = ledger;
        this.told = told.digests;
    }

    @Override
    public synchronized LedgerEntry append(LedgerEntry draft) throws IOException {
        LedgerEntry entry = ledger.append(draft);
        told.put(new Item(entry.getKind(), entry.getSubject()), entry.getDigest());
        return entry;
    }

    /**
     * Enters what is new or changed, the first thousand; the rest the next time.
     *
     * @param repository empty: not open, its segments are not looked at
     */
    synchronized void compare(DataDirectory directory, Optional<Repository> repository)
            throws IOException {
        List<LedgerEntry> now = new ArrayList<>();
        for (VaultDocument vault : directory.vaults().list()) {
            now.add(vault(vault));
            if (vault.getKeySlotsCount() > 0) {
                now.add(keys(vault, "key slots of vault " + vault.getName() + " as they are"));
            }
        }
        for (ClientDocument client : directory.clients().list()) {
            now.add(client(client));
        }
        now.addAll(people(directory.operators().list()));
        if (repository.isPresent()) {
            for (SealedSegment segment : repository.get().sealedSegments()) {
                now.add(seal(segment));
            }
        }
        int entered = 0;
        for (LedgerEntry entry : now) {
            if (isNew(entry) && entered < MOST_AT_ONCE) {
                append(entry);
                entered++;
            }
        }
    }

    private boolean isNew(LedgerEntry entry) {
        ByteString before = told.get(new Item(entry.getKind(), entry.getSubject()));
        return !entry.getDigest().equals(before);
    }

    private static LedgerEntry vault(VaultDocument vault) {
        VaultDocument lasting =
                VaultDocument.newBuilder()
                        .setVaultId(vault.getVaultId())
                        .setVaultNumber(vault.getVaultNumber())
                        .setName(vault.getName())
                        .setEncryption(vault.getEncryption())
                        .setCreatedMillis(vault.getCreatedMillis())
                        .setPublicNamingKey(vault.getPublicNamingKey())
                        .build();
        return of(vault, LedgerKind.LEDGER_KIND_VAULT, "vault " + vault.getName() + " was made")
                .setDigest(sha256(lasting.toByteArray()))
                .build();
    }

    /** The key slots of a vault as the document has them. */
    static LedgerEntry keys(VaultDocument vault, String what) {
        VaultDocument.Builder slots = VaultDocument.newBuilder();
        for (KeySlot slot : vault.getKeySlotsList()) {
            slots.addKeySlots(slot);
        }
        return of(vault, LedgerKind.LEDGER_KIND_KEYS, what)
                .setDigest(sha256(slots.build().toByteArray()))
                .build();
    }

    private static LedgerEntry.Builder of(VaultDocument vault, LedgerKind kind, String what) {
        return LedgerEntry.newBuilder()
                .setKind(kind)
                .setActor("daemon")
                .setVaultNumber(vault.getVaultNumber())
                .setVault(vault.getName())
                .setSubject(vault.getVaultId())
                .setWhat(what);
    }

    private static LedgerEntry client(ClientDocument client) {
        String what =
                "client "
                        + client.name()
                        + " of vault "
                        + client.vault()
                        + (client.revoked() ? " was revoked" : " was enrolled")
                        + ", certificate "
                        + client.fingerprint();
        String lasting = what + client.enrolledMillis() + " " + client.revokedMillis();
        return LedgerEntry.newBuilder()
                .setKind(LedgerKind.LEDGER_KIND_CLIENT)
                .setActor("daemon")
                .setVault(client.vault())
                .setSubject(ByteString.copyFromUtf8(client.name()))
                .setWhat(what)
                .setDigest(sha256(lasting.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    /** Those who are there, and those who were told of and are not any more. */
    private List<LedgerEntry> people(List<OperatorDocument> there) {
        List<LedgerEntry> now = new ArrayList<>();
        Set<ByteString> names = new HashSet<>();
        for (OperatorDocument person : there) {
            String what =
                    "operator "
                            + person.name()
                            + " is in as "
                            + person.role()
                            + ", by the token with SHA-256 "
                            + person.tokenSha256();
            String lasting = what + " " + person.addedMillis();
            names.add(ByteString.copyFromUtf8(person.name()));
            now.add(
                    person(person.name(), what)
                            .setDigest(sha256(lasting.getBytes(StandardCharsets.UTF_8)))
                            .build());
        }
        told.forEach((item, digest) -> {
            if (item.kind() == LedgerKind.LEDGER_KIND_OPERATOR && !names.contains(item.subject())) {
                String name = item.subject().toStringUtf8();
                now.add(person(name, "operator " + name + " is out").build());
            }
        });
        return now;
    }

    private static LedgerEntry.Builder person(String name, String what) {
        return LedgerEntry.newBuilder()
                .setKind(LedgerKind.LEDGER_KIND_OPERATOR)
                .setActor("daemon")
                .setSubject(ByteString.copyFromUtf8(name))
                .setWhat(what);
    }

    private static LedgerEntry seal(SealedSegment segment) {
        return LedgerEntry.newBuilder()
                .setKind(LedgerKind.LEDGER_KIND_SEGMENT_SEALED)
                .setActor("daemon")
                .setSubject(
                        ByteString.copyFrom(
                                ByteBuffer.allocate(Long.BYTES).putLong(0, segment.segmentId())))
                .setWhat(
                        "segment "
                                + segment.segmentId()
                                + (segment.data() ? " (data)" : " (meta)")
                                + " is sealed, "
                                + Retention.word(segment.label().getMode()))
                .setLabel(segment.label())
                .build();
    }

    private static ByteString sha256(byte[] bytes) {
        return ByteString.copyFrom(Hashes.sha256(bytes));
    }
}
