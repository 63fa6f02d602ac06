package dev.varve.perf.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Pages of 16 KiB as a database writes them, little-endian:
 *
 * <pre>
 *  0        4         8            16           24        26       28        32
 *  +--------+---------+------------+------------+---------+--------+---------+-------------------+-------+
 *  | magic  | CRC32C  | page       | log        | records | used   |    0    | records of        | zeros |
 *  | "VPAG" |         | number     | position   |         | bytes  |         | 60 to 120 bytes   |       |
 *  +--------+---------+------------+------------+---------+--------+---------+-------------------+-------+
 *  record: id (8, ascending) | time (8, ascending) | customer (4) | amount (4) | key (16, random) | words
 * </pre>
 *
 * 70 to 95 % of a page is used.
 */
final class DatabaseContent {
    static final int PAGE_BYTES = 16 << 10;
    private static final int MAGIC = 0x47415056;
    private static final int HEADER_BYTES = 32;
    private static final int FIXED_RECORD_BYTES = 40;

    private final TextContent text;

    DatabaseContent(TextContent text) {
        this.text = text;
    }

    /** Fills {@code target[from, to)}, whole pages only. {@code firstPage} numbers the first. */
    void fill(byte[] target, int from, int to, long firstPage, SplitMix64 random) {
        if ((to - from) % PAGE_BYTES != 0) {
            throw new IllegalArgumentException((to - from) + " bytes are not whole pages");
        }
        for (int at = from; at < to; at += PAGE_BYTES) {
            fillPage(target, at, firstPage + (at - from) / PAGE_BYTES, random);
        }
    }

    private void fillPage(byte[] target, int from, long page, SplitMix64 random) {
        ByteBuffer buffer =
                ByteBuffer.wrap(target, from, PAGE_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
        int end = PAGE_BYTES * random.between(70, 95) / 100;
        long id = page << 8;
        long timeMillis = 1_700_000_000_000L + page * 60_000;
        int at = HEADER_BYTES;
        int records = 0;
        while (true) {
            int length = random.between(60, 120);
            if (at + length > end) {
                break;
            }
            timeMillis += random.below(250);
            buffer.putLong(at, id++);
            buffer.putLong(at + 8, timeMillis);
            buffer.putInt(at + 16, random.below(1 << 16));
            buffer.putInt(at + 20, random.below(100_000));
            buffer.putLong(at + 24, random.next());
            buffer.putLong(at + 32, random.next());
            text.putLine(target, from + at + FIXED_RECORD_BYTES, from + at + length, 0, random);
            at += length;
            records++;
        }
        Arrays.fill(target, from + at, from + PAGE_BYTES, (byte) 0);
        buffer.putInt(0, MAGIC);
        buffer.putLong(8, page);
        buffer.putLong(16, random.next() >>> 24);
        buffer.putShort(24, (short) records);
        buffer.putShort(26, (short) at);
        buffer.putInt(28, 0);
        CRC32C crc = new CRC32C();
        crc.update(target, from + 8, PAGE_BYTES - 8);
        buffer.putInt(4, (int) crc.getValue());
    }
}
