package dev.varve.ingest.key;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the key slots of a vault. No data is touched: all slots wrap the same data key. Confined
 * to one thread.
 */
public final class VaultKeys {
    private final RepositoryClient client;
    private final SecureRandom random;
    private final InstantSource clock;
    private VaultDocument vault;

    public VaultKeys(RepositoryClient client, SecureRandom random, InstantSource clock) {
        this.client = client;
        this.random = random;
        this.clock = clock;
        vault = client.welcome().getVault();
    }

    /** The vault after the last change made here. */
    public VaultDocument vault() {
        return vault;
    }

    /**
     * Makes the data key of a vault that has none, and its first slot.
     *
     * @throws ProtocolException USAGE when the vault has keys already; KEYS_CHANGED when another
     *     client was quicker
     */
    public DataKey createFirst(Secret secret, String label)
            throws ProtocolException, InterruptedException {
        if (vault.getKeySlotsCount() > 0) {
            throw usage("has keys already", "unlock it with one of them, then add");
        }
        DataKey key = DataKey.random(random);
        update(List.of(newSlot(key, secret, label)), key);
        return key;
    }

    /**
     * Adds a slot.
     *
     * @param unlock opens the vault today
     * @throws ProtocolException WRONG_KEY, KEYS_CHANGED
     */
    public KeySlot add(Secret unlock, Secret added, String label)
            throws ProtocolException, InterruptedException {
        DataKey key = KeySlots.unlock(vault, unlock);
        KeySlot slot = newSlot(key, added, label);
        List<KeySlot> slots = new ArrayList<>(vault.getKeySlotsList());
        slots.add(slot);
        update(slots, key);
        return slot;
    }

    /**
     * Replaces a slot by one for another secret; the old secret opens the vault no more.
     *
     * @throws ProtocolException WRONG_KEY, KEYS_CHANGED, USAGE when there is no such slot
     */
    public KeySlot rotate(Secret unlock, String slotId, Secret replacement)
            throws ProtocolException, InterruptedException {
        DataKey key = KeySlots.unlock(vault, unlock);
        KeySlot old = find(slotId);
        KeySlot slot = newSlot(key, replacement, old.getLabel());
        List<KeySlot> slots = new ArrayList<>(vault.getKeySlotsList());
        slots.set(slots.indexOf(old), slot);
        update(slots, key);
        return slot;
    }

    /**
     * Removes a slot.
     *
     * @param unlock must open another slot, so that nobody locks the last reader out
     * @throws ProtocolException WRONG_KEY, KEYS_CHANGED, USAGE when there is no such slot or it is
     *     the last
     */
    public void remove(Secret unlock, String slotId)
            throws ProtocolException, InterruptedException {
        KeySlot old = find(slotId);
        if (vault.getKeySlotsCount() == 1) {
            throw usage(
                    "has no other key slot than " + slotId,
                    "without it nobody could ever read the vault: add another first");
        }
        List<KeySlot> slots = new ArrayList<>(vault.getKeySlotsList());
        slots.remove(old);
        VaultDocument after = vault.toBuilder().clearKeySlots().addAllKeySlots(slots).build();
        DataKey key = KeySlots.unlock(after, unlock);
        update(slots, key);
    }

    private KeySlot newSlot(DataKey key, Secret secret, String label) {
        Uid id = Uid.of(vault.getVaultId().toByteArray());
        return KeySlots.wrap(id, key, secret, label, random, clock.millis());
    }

    private KeySlot find(String slotId) throws ProtocolException {
        for (KeySlot slot : vault.getKeySlotsList()) {
            if (slot.getSlotId().equals(slotId)) {
                return slot;
            }
        }
        throw usage("has no key slot \"" + slotId + "\"", "varve key list shows them");
    }

    private void update(List<KeySlot> slots, DataKey key)
            throws ProtocolException, InterruptedException {
        UpdateKeys.Builder request =
                UpdateKeys.newBuilder()
                        .setExpectedRevision(vault.getRevision())
                        .addAllKeySlots(slots);
        if (vault.getDataKeyCheck().isEmpty()) {
            request.setDataKeyCheck(ByteString.copyFrom(key.checkValue()));
        }
        vault = client.updateKeys(request.build());
    }

    private ProtocolException usage(String what, String advice) {
        return new ProtocolException(
                ErrorCode.USAGE, "vault \"" + vault.getName() + "\" " + what, advice);
    }
}
