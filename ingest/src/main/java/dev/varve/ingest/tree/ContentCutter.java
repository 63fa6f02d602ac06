package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds where the content itself says that a chunk ends, so that bytes put into the middle of a
 * file move the cuts only there: gear hash with two masks (Xia et al., FastCDC, USENIX ATC 2016),
 * harder to meet before the usual length and easier after it. The table comes from the vault's key:
 * lengths tell a stranger nothing about known files. Safe for several threads.
 */
final class ContentCutter {
    static final int LEAST_BYTES = 64 << 10;
    static final int USUAL_BYTES = 256 << 10;
    static final int MOST_BYTES = 1 << 20;

    // 18 bits give 256 KiB on average; two more before, two fewer after. The gear hash mixes best
    // in its upper bits.
    private static final long HARD_MASK = ((1L << 20) - 1) << 44;
    private static final long EASY_MASK = ((1L << 16) - 1) << 48;

    private final long[] gear = new long[256];

    ContentCutter(VaultCipher cipher) {
        for (int i = 0; i < gear.length; i++) {
            gear[i] = cipher.entryKey(("varve gear " + i).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Length of the first chunk of what the buffer holds; all of it when no cut is found and it is
     * not over the most.
     */
    int cut(ByteBuffer content) {
        int length = Math.min(content.remaining(), MOST_BYTES);
        if (length <= LEAST_BYTES) {
            return length;
        }
        MemorySegment bytes = MemorySegment.ofBuffer(content);
        int usual = Math.min(length, USUAL_BYTES);
        long hash = 0;
        int at = LEAST_BYTES;
        for (; at < usual; at++) {
            hash = (hash << 1) + gear[bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF];
            if ((hash & HARD_MASK) == 0) {
                return at + 1;
            }
        }
        for (; at < length; at++) {
            hash = (hash << 1) + gear[bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF];
            if ((hash & EASY_MASK) == 0) {
                return at + 1;
            }
        }
        return length;
    }
}
