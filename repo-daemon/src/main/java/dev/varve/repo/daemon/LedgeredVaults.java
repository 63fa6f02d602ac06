package dev.varve.repo.daemon;

import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vaults as clients reach them: keys change in the ledger before they change on the disk. Safe for
 * use by many threads.
 */
record LedgeredVaults(VaultRegistry vaults, LedgerInventory ledger) implements VaultRegistry {
    @Override
    public VaultDocument updateKeys(String name, UpdateKeys update, LostSlots allowed)
            throws IOException {
        // Not while the inventory looks: it would enter the slots of before once more.
        synchronized (ledger) {
            VaultDocument vault = vaults.require(name);
            boolean current = update.getExpectedRevision() == vault.getRevision();
            if (current && update.getKeySlotsList().containsAll(vault.getKeySlotsList())) {
                enter(vault, update);
            }
            return vaults.updateKeys(
                    name,
                    update,
                    lost -> {
                        allowed.require(lost);
                        enter(vault, update);
                    });
        }
    }

    private void enter(VaultDocument vault, UpdateKeys update) throws IOException {
        List<String> changes = changes(vault.getKeySlotsList(), update.getKeySlotsList());
        if (changes.isEmpty()) {
            return;
        }
        VaultDocument next =
                vault.toBuilder().clearKeySlots().addAllKeySlots(update.getKeySlotsList()).build();
        String what = "key slots of vault " + vault.getName() + ": " + String.join(", ", changes);
        var _ = ledger.append(LedgerInventory.keys(next, what));
    }

    private static List<String> changes(List<KeySlot> before, List<KeySlot> after) {
        Map<String, KeySlot> gone = new HashMap<>();
        before.forEach(slot -> gone.put(slot.getSlotId(), slot));
        List<String> changes = new ArrayList<>();
        for (KeySlot slot : after) {
            KeySlot old = gone.remove(slot.getSlotId());
            if (old == null) {
                changes.add("added " + slot.getSlotId());
            } else if (!old.equals(slot)) {
                changes.add("replaced " + slot.getSlotId());
            }
        }
        gone.keySet().stream().sorted().forEach(slotId -> changes.add("removed " + slotId));
        return changes;
    }

    @Override
    public VaultDocument create(String name, Encryption encryption) throws IOException {
        return vaults.create(name, encryption);
    }

    @Override
    public Optional<VaultDocument> find(String name) throws IOException {
        return vaults.find(name);
    }

    @Override
    public Optional<VaultDocument> findByNumber(int vaultNumber) throws IOException {
        return vaults.findByNumber(vaultNumber);
    }

    @Override
    public VaultDocument require(String name) throws IOException {
        return vaults.require(name);
    }

    @Override
    public List<VaultDocument> list() throws IOException {
        return vaults.list();
    }

    @Override
    public VaultDocument updatePolicy(String name, PolicyChange change) throws IOException {
        return vaults.updatePolicy(name, change);
    }

    @Override
    public VaultDocument updateQuota(String name, QuotaChange change) throws IOException {
        return vaults.updateQuota(name, change);
    }

    @Override
    public boolean restore(VaultDocument fromSegment) throws IOException {
        return vaults.restore(fromSegment);
    }

    @Override
    public List<VaultDocument> listWithDeleted() throws IOException {
        return vaults.listWithDeleted();
    }

    @Override
    public VaultDocument delete(String name, long clockMillis) throws IOException {
        return vaults.delete(name, clockMillis);
    }

    @Override
    public List<VaultDocument> unfinishedDeletions() throws IOException {
        return vaults.unfinishedDeletions();
    }

    @Override
    public void deletionFinished(VaultDocument deleted) throws IOException {
        vaults.deletionFinished(deleted);
    }
}
