package dev.varve.repo.retention.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The Merkle tree over a list of hashes, as in RFC 6962, while the list grows: of whole subtrees
 * only the roots are kept. Confined to one thread.
 */
final class MerkleRange {
    private static final byte LEAF = 0;
    private static final byte INNER = 1;

    /** Roots of whole subtrees, the largest first; their sizes are the bits of {@link #size}. */
    private final Deque<byte[]> roots = new ArrayDeque<>();

    private long size;

    void add(byte[] leaf) {
        byte[] root = Hashes.sha256(new byte[] {LEAF}, leaf);
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            root = Hashes.sha256(new byte[] {INNER}, roots.removeLast(), root);
        }
        roots.addLast(root);
        size++;
    }

    long size() {
        return size;
    }

    /** SHA-256 of nothing while the list is empty. */
    byte[] root() {
        Iterator<byte[]> fromSmallest = roots.descendingIterator();
        if (!fromSmallest.hasNext()) {
            return Hashes.sha256();
        }
        byte[] root = fromSmallest.next();
        while (fromSmallest.hasNext()) {
            root = Hashes.sha256(new byte[] {INNER}, fromSmallest.next(), root);
        }
        return root;
    }
}
