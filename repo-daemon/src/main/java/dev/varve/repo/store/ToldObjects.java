package dev.varve.repo.store;

import dev.varve.protocol.model.Id;

/**
 * What a session was told that the repository has: it sends none of that, so none of that may go
 * before the session ends. A Bloom filter of fixed size: what it forgets nothing of is kept a
 * little too generously, and one that is too full keeps everything. Ids are hashes, so their parts
 * serve as the filter's. Safe for several threads.
 */
final class ToldObjects {
    private static final int PROBES = 4;

    /** Above this share of bits set, too little is told apart to bother. */
    private static final int FULL_SHARE = 2;

    private final int bits;
    private long[] words = {};
    private int set;
    private boolean everything;

    /**
     * @param bits a power of two; memory is taken with the first object
     */
    ToldObjects(int bits) {
        if (Integer.bitCount(bits) != 1 || bits < Long.SIZE) {
            throw new IllegalArgumentException(bits + " bits");
        }
        this.bits = bits;
    }

    /** Of a session from before this process: nobody knows what it was told. */
    static ToldObjects everything() {
        ToldObjects all = new ToldObjects(Long.SIZE);
        all.everything = true;
        return all;
    }

    synchronized void add(Id id) {
        if (everything) {
            return;
        }
        if (words.length == 0) {
            words = new long[bits / Long.SIZE];
        }
        for (int i = 0; i < PROBES; i++) {
            int bit = probe(id, i);
            long mask = 1L << bit;
            if ((words[bit / Long.SIZE] & mask) == 0) {
                words[bit / Long.SIZE] |= mask;
                set++;
            }
        }
        if (set > bits / FULL_SHARE) {
            everything = true;
            words = new long[0];
        }
    }

    synchronized boolean mayContain(Id id) {
        if (everything || words.length == 0) {
            return everything;
        }
        for (int i = 0; i < PROBES; i++) {
            int bit = probe(id, i);
            if ((words[bit / Long.SIZE] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private int probe(Id id, int number) {
        long part =
                switch (number) {
                    case 0 -> id.a();
                    case 1 -> id.b();
                    case 2 -> id.c();
                    default -> id.d();
                };
        return (int) (part & (bits - 1));
    }
}
