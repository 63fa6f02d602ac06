package dev.varve.repo.retention.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.model.Id;
import dev.varve.repo.retention.clock.LedgerHead;
import java.util.Arrays;
import java.util.Optional;

/**
 * The chain while entries are added to it: an excerpt is the SHA-256 of an entry and the entry,
 * which holds the hash of the one before. Confined to one thread.
 */
final class LedgerChain {
    private final MerkleRange tree = new MerkleRange();
    private byte[] lastHash = new byte[Hashes.LENGTH];

    /** What is wrong with an excerpt. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    long size() {
        return tree.size();
    }

    byte[] root() {
        return tree.root();
    }

    LedgerHead head() {
        return size() == 0 ? LedgerHead.NONE : new LedgerHead(size(), Id.at(root(), 0));
    }

    /** The draft as the next entry. */
    LedgerEntry next(LedgerEntry draft, long clockMillis, long wallMillis) {
        return draft.toBuilder()
                .setSequence(size() + 1)
                .setPreviousHash(ByteString.copyFrom(lastHash))
                .setClockMillis(clockMillis)
                .setWallMillis(wallMillis)
                .build();
    }

    /** The excerpt of an entry; the chain is as it was until it is durable and {@link #add}ed. */
    static byte[] excerpt(LedgerEntry entry) {
        byte[] bytes = entry.toByteArray();
        byte[] hash = Hashes.sha256(bytes);
        byte[] excerpt = Arrays.copyOf(hash, hash.length + bytes.length);
        System.arraycopy(bytes, 0, excerpt, hash.length, bytes.length);
        return excerpt;
    }

    /** Takes the excerpt of an entry made by {@link #next}, which is the last one from here on. */
    void add(byte[] excerpt) {
        take(Arrays.copyOf(excerpt, Hashes.LENGTH));
    }

    private void take(byte[] hash) {
        tree.add(hash);
        lastHash = hash;
    }

    /**
     * Takes an excerpt that was read.
     *
     * @throws BrokenException says what does not fit; the chain is as it was
     */
    LedgerEntry follow(byte[] excerpt) throws BrokenException {
        if (excerpt.length <= Hashes.LENGTH) {
            throw new BrokenException("it is too short for an entry");
        }
        byte[] hash = Arrays.copyOf(excerpt, Hashes.LENGTH);
        byte[] bytes = Arrays.copyOfRange(excerpt, Hashes.LENGTH, excerpt.length);
        if (!Arrays.equals(hash, Hashes.sha256(bytes))) {
            throw new BrokenException("its content does not fit its hash");
        }
        LedgerEntry entry = parse(bytes).orElseThrow(() -> new BrokenException("it is no entry"));
        if (entry.getSequence() != size() + 1) {
            throw new BrokenException(
                    "it has number " + entry.getSequence() + " in place of " + (size() + 1));
        }
        if (!Arrays.equals(entry.getPreviousHash().toByteArray(), lastHash)) {
            throw new BrokenException("it does not name the hash of the entry before");
        }
        take(hash);
        return entry;
    }

    private static Optional<LedgerEntry> parse(byte[] bytes) {
        try {
            return Optional.of(LedgerEntry.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
